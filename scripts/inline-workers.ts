import { dirname, resolve } from 'node:path';
import { build, type Plugin, type Rollup } from 'vite';

const workerAddress = /new URL\('(\.\/[^']+\.worker\.ts)', import\.meta\.url\)/g;

/**
 * Threads of the server in the built app. Written for Node as it is, `new Worker(new URL('./x.worker.ts', import.meta.url))`
 * runs from the sources; a build moves the code, so there the worker, bundled with all that it imports, becomes the
 * address itself.
 */
export function inlineWorkers(): Plugin {
	return {
		name: 'inline-workers',
		apply: 'build',
		enforce: 'pre',
		applyToEnvironment: ({ config }) => config.consumer === 'server',
		transform: {
			// Asked before any of our code runs: there are thousands of modules.
			filter: { code: /\.worker\.ts', import\.meta\.url/ },
			async handler(code, id) {
				let inlined = code;
				for (const [address, path] of code.matchAll(workerAddress)) {
					const { source, files } = await bundleWorker(resolve(dirname(id), path!));
					for (const file of files) this.addWatchFile(file);
					const data = Buffer.from(source).toString('base64');
					inlined = inlined.replace(
						address,
						() => `new URL('data:text/javascript;base64,${data}')`
					);
				}
				return { code: inlined, map: null };
			}
		}
	};
}

async function bundleWorker(entry: string): Promise<{ source: string; files: string[] }> {
	const { output } = (await build({
		configFile: false,
		logLevel: 'warn',
		ssr: { noExternal: true },
		build: {
			ssr: entry,
			write: false,
			target: 'node24',
			minify: true,
			rolldownOptions: { output: { codeSplitting: false } }
		}
	})) as Rollup.RollupOutput;
	const [{ code, moduleIds }] = output;
	// Code in an address has no place of its own; libraries only ask for it to find what belongs to Node.
	const source = code.replaceAll('import.meta.url', JSON.stringify('file:///worker.js'));
	return { source, files: moduleIds };
}
