import { prepareSources, runTool } from '../build.ts';
import { step } from '../progress.ts';

await prepareSources();
await step('eslint', () => runTool('eslint', ['--fix', '.']));
await step('prettier', () => runTool('prettier', ['--write', '--log-level', 'warn', '.']));
