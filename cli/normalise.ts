import { createInterface } from 'node:readline';
import { errorText } from '../src/core/failure';
import { rulesOf, saidText } from '../src/core/text/said-text';
import { type Command, parseWords, type Streams, WrongUsage } from './command';

const options = {
  rules: { value: '<names>', help: 'only these rules, by their names, with commas between them' },
  list: { help: 'prints the names of the rules instead' },
} as const;

export const normaliseCommand: Command = {
  synopses: ['[--rules <names>] < lines', '--list'],
  description:
    'Prints what each line of the input becomes before it is said: one line out for every line in.',
  options,
  async run(words, streams, signal) {
    const { values, positionals } = parseWords(options, words);
    if (positionals.length > 0)
      throw new WrongUsage(`Lines are read from the standard input: what is "${positionals[0]}"?`);
    const rules = rulesOf('en');
    if (values.list) {
      for (const { name, label, isExtra } of rules)
        streams.output.write(`${name.padEnd(22)}${label}${isExtra ? ' (off unless named)' : ''}\n`);
      return 0;
    }
    const chosen = values.rules?.split(',') ?? null;
    const names = rules.map(({ name }) => name);
    const unknown = chosen?.find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new WrongUsage(`There is no rule "${unknown}". There are: ${names.join(', ')}.`);
    const settings = { language: 'en', rules: chosen ?? ('all' as const), pronunciations: [] };
    const input = createInterface({ input: streams.input, crlfDelay: Number.POSITIVE_INFINITY, signal });
    // Stops reading once the output is closed.
    streams.output.once('error', () => input.close());
    for await (const line of input) streams.output.write(`${saidLine(line, settings, streams.errors)}\n`);
    return 0;
  },
};

/** A line that fails is reported on the error stream and printed as it was written, so that lines stay in step. */
function saidLine(line: string, settings: Parameters<typeof saidText>[1], errors: Streams['errors']): string {
  try {
    return saidText(line, settings).text.replaceAll('\n', ' ');
  } catch (error) {
    errors.write(`${line.slice(0, 80)}: ${errorText(error)}\n`);
    return line;
  }
}
