import { runLoad, type LoadJob } from './load.ts';
import { runRawInserts, type RawJob } from './raw-inserts.ts';

// The load, in a process of its own: what sends must not take turns with what answers. Started by load-tool.ts.

const jobs = {
	load: (job: unknown) => runLoad(job as LoadJob),
	raw: (job: unknown) => runRawInserts(job as RawJob)
};

process.on('message', ({ kind, job }: { kind: keyof typeof jobs; job: unknown }) => {
	jobs[kind](job).then(
		(report) => process.send!({ report }),
		(error: Error) => process.send!({ error: error.stack })
	);
});
process.on('disconnect', () => process.exit());
