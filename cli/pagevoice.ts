import { runProgram } from './program';

/** The program `pagevoice`: see program.ts for its commands, bin.mjs for how it is started. */
const words = process.argv.slice(2);
// npm runs a script in the repository's root; the paths that follow are meant from where the command was typed.
if (process.env.npm_lifecycle_event === words[0]) process.chdir(process.env.INIT_CWD ?? '.');
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
// A reader such as `head` may close the pipe early: what else a command does, its files and its exit code, stays the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
const streams = { input: process.stdin, output: process.stdout, errors: process.stderr };
process.exitCode = await runProgram(words, streams, stop.signal);
