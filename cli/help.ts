import type { Command } from './command';

const WIDTH = 100;

/** Text of `pagevoice <name> --help`. */
export function commandHelp(name: string, { synopses, description, options }: Command): string {
  const usage = synopses.map(
    (synopsis, index) => `${index === 0 ? 'Usage:' : '   or:'} pagevoice ${name} ${synopsis}`,
  );
  const rows = Object.entries({ ...options, help: { help: 'prints this text' } }).map(
    ([option, { value, help }]: [string, { value?: string; help: string }]) =>
      [value === undefined ? `--${option}` : `--${option} ${value}`, help] as const,
  );
  return `${usage.join('\n')}\n\n${description}\n\n${columns(rows)}\n`;
}

/** Sets rows in two columns; a long text goes on below in the right one. */
export function columns(rows: readonly (readonly [string, string])[]): string {
  const left = Math.max(...rows.map(([name]) => name.length));
  return rows
    .flatMap(([name, text]) =>
      wrap(text, WIDTH - left - 4).map(
        (line, index) => `  ${(index === 0 ? name : '').padEnd(left)}  ${line}`,
      ),
    )
    .join('\n');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
