import { createInterface } from 'node:readline';
import { rulesOf, saidText } from '../src/core/text/said-text';

const usage = 'npm run normalise [-- --rules a,b] [-- --list] < lines';

/** Prints what each line of the input becomes: one line out for every line in. */
async function main(words: readonly string[]): Promise<void> {
  const names = rulesOf('en').map(({ name }) => name);
  if (words[0] === '--list' && words.length === 1) {
    for (const { name, label, isExtra } of rulesOf('en')) {
      console.log(`${name.padEnd(22)}${label}${isExtra ? ' (off unless named)' : ''}`);
    }
    return;
  }
  const chosen = words[0] === '--rules' && words.length === 2 ? words[1]!.split(',') : null;
  if (words.length > 0 && chosen === null) throw new Error(`Usage: ${usage}`);
  const unknown = chosen?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no rule "${unknown}". There are: ${names.join(', ')}.`);
  const settings = { language: 'en', rules: chosen ?? ('all' as const), pronunciations: [] };
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    console.log(saidLine(line, settings));
  }
}

/** A line that fails is told on the error stream and printed as it was written, so that lines stay in step. */
function saidLine(line: string, settings: Parameters<typeof saidText>[1]): string {
  try {
    return saidText(line, settings).text.replaceAll('\n', ' ');
  } catch (error) {
    console.error(`${line.slice(0, 80)}: ${error instanceof Error ? error.message : String(error)}`);
    return line;
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
