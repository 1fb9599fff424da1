import { readdirSync, readFileSync } from 'node:fs';

/**
 * Milliseconds that this process, all that it started and all that those started have kept processors busy so far, those
 * that have ended among them. Says what work costs in all, wherever it is done, however busy the machine is with others.
 * Linux only, exact to the hundredth of a second of each process.
 * @see proc_pid_stat(5): utime, stime, cutime and cstime
 */
export function familyProcessorTime(): number {
	const children = new Map<number, number[]>();
	const used = new Map<number, number>();
	for (const name of readdirSync('/proc')) {
		if (!/^\d+$/.test(name)) continue;
		const fields = fieldsOf(name);
		if (!fields) continue;
		const [parent, ticks] = fields;
		children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
		used.set(Number(name), ticks);
	}
	const family = [process.pid];
	for (const pid of family) family.push(...(children.get(pid) ?? []));
	return family.reduce((sum, pid) => sum + (used.get(pid) ?? 0), 0) * millisecondsPerTick;
}

const millisecondsPerTick = 10;

function fieldsOf(pid: string): [parent: number, ticks: number] | null {
	try {
		const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
		const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
		return [Number(fields[1]), ticks];
	} catch {
		// It ended while we were looking, and then its parent has it.
		return null;
	}
}
