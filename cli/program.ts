import { FailureError } from '../src/core/failure';
import { type Command, type Streams, WrongUsage } from './command';
import { columns, commandHelp } from './help';

type Entry = { readonly summary: string; load(): Promise<Command> };

/** The commands by their names. Each is loaded when it is called, because loading all of them takes seconds. */
export const commands: Readonly<Record<string, Entry>> = {
  import: {
    summary: 'makes a model package from a published checkpoint',
    load: async () => (await import('./import')).importCommand,
  },
  pack: {
    summary: 'makes a model package ready for a hub or a static host',
    load: async () => (await import('./pack')).packCommand,
  },
  verify: {
    summary: 'tells whether a model package is whole and computes what it should',
    load: async () => (await import('./verify')).verifyCommand,
  },
  say: {
    summary: 'speaks a text into a WAV file',
    load: async () => (await import('./say')).sayCommand,
  },
  'speak-list': {
    summary: 'speaks every item of a list, into one WAV file each',
    load: async () => (await import('./speak-list')).speakListCommand,
  },
  normalise: {
    summary: 'prints what lines of text become before they are said',
    load: async () => (await import('./normalise')).normaliseCommand,
  },
};

/**
 * Runs the command that the first word names.
 * @returns the exit code: 0, 1 for a failure, 2 for words that cannot be understood.
 */
export async function runProgram(
  words: readonly string[],
  streams: Streams,
  signal: AbortSignal,
): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined) {
    streams.errors.write(programHelp());
    return 2;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    streams.output.write(programHelp());
    return 0;
  }
  if (!Object.hasOwn(commands, name)) {
    const what = name.startsWith('-') ? 'option' : 'command';
    streams.errors.write(
      `There is no ${what} ${name}. The commands are: ${Object.keys(commands).join(', ')}.\n`,
    );
    return 2;
  }
  const command = await commands[name]!.load();
  if (asksForHelp(rest)) {
    streams.output.write(commandHelp(name, command));
    return 0;
  }
  try {
    return await command.run(rest, streams, signal);
  } catch (error) {
    if (error instanceof WrongUsage) {
      streams.errors.write(`${error.message} See: pagevoice ${name} --help\n`);
      return 2;
    }
    streams.errors.write(`${sentenceOf(error)}\n`);
    return 1;
  }
}

function programHelp(): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => [name, summary] as const);
  return `Usage: pagevoice <command> [options]

Speech on this machine: nothing is sent anywhere.

${columns(rows)}

pagevoice <command> --help prints what a command takes. In a checkout, "npm run <command> -- …" is the same.
`;
}

function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end < 0 ? words : words.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

/** Errors that a person can act on have a message; others are bugs and are printed with their stack. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return 'Stopped.';
  const kinds: readonly unknown[] = [Error, TypeError, RangeError, FailureError];
  return kinds.includes(error.constructor) ? error.message : `Unexpected: ${error.stack ?? error.message}`;
}
