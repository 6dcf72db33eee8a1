import { runVerifyCommand } from './verify-command';

// npm runs scripts in the repository's root; paths are meant from where the command was typed.
process.chdir(process.env.INIT_CWD ?? '.');
const stop = new AbortController();
for (const word of ['SIGINT', 'SIGTERM'] as const) process.once(word, () => stop.abort());
process.exitCode = await runVerifyCommand(process.argv.slice(2), process.stdout, stop.signal);
