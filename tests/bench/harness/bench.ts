import type pg from 'pg';
import type { ThrowAwayPlatform } from '../../support/platform.ts';
import type { Goal } from './goal.ts';

/** One area: `tests/bench/<name>.bench.ts` exports it as `bench`. */
export interface Bench {
	/** What it measures, in a line. */
	about: string;
	/** The size that its goals mean; `--rows` gives a smaller one. */
	rows: number;
	/** Commits wait for the disk: for what measures how fast something is kept. Default false. */
	isDurable?: boolean;
	/** What is measured, one after the other; `--only` picks some by their goals. What several need is made by the first. */
	partsIn(place: BenchPlace): BenchPart[];
}

export interface BenchPart {
	goals: readonly Goal[];
	/** @returns the measured value of every goal by its id */
	measure(): Promise<Record<string, number>>;
}

/** Where a bench measures: a platform of its own, removed at the end. */
export interface BenchPlace {
	platform: ThrowAwayPlatform;
	/** As superuser. */
	db: pg.Client;
	rows: number;
	/** Shows on standard error what is being done and how long it took. */
	step<T>(text: string, work: () => Promise<T>): Promise<T>;
	/** Prints a table of what was measured, or of what was measured on. */
	print(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void;
}

/** Made when first asked for, and the same for whoever asks then. */
export function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
	let made: Promise<Made> | undefined;
	return () => (made ??= make());
}
