import { parseArgs } from 'node:util';

/** An option of a command. With `value` it takes a word, which `value` describes; without, it is on or off. */
export type Option = { readonly value?: string; readonly help: string };
export type Options = Readonly<Record<string, Option>>;

/** Values of the options: a text or undefined for one that takes a value, else whether it was given. */
export type ValuesOf<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends { readonly value: string } ? string | undefined : boolean;
};

export type Streams = {
  readonly input: NodeJS.ReadableStream;
  /** Stream for the result. */
  readonly output: NodeJS.WritableStream;
  /** Stream for progress and problems. */
  readonly errors: NodeJS.WritableStream & { readonly isTTY?: boolean };
};

export type Command = {
  /** Words that may follow the command's name; one entry for each way of calling it. */
  readonly synopses: readonly string[];
  /** Lines between the synopses and the options. */
  readonly description: string;
  readonly options: Options;
  /**
   * @param words what follows the command's name.
   * @returns the exit code, 0 or 1.
   * @throws WrongUsage when the words cannot be understood; any other error is a failure.
   */
  run(words: readonly string[], streams: Streams, signal: AbortSignal): Promise<number>;
};

/** Words that cannot be understood: exit code 2. The message is a sentence for the person who typed them. */
export class WrongUsage extends TypeError {}

/** @throws WrongUsage for an option that does not exist, lacks its value or takes none. */
export function parseWords<O extends Options>(
  options: O,
  words: readonly string[],
): { readonly values: ValuesOf<O>; readonly positionals: readonly string[] } {
  const names = Object.entries(options);
  const { tokens } = parseArgs({
    args: [...words],
    // Node's own messages do not say what an option takes.
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      names.map(([name, { value }]) => [name, { type: value === undefined ? 'boolean' : 'string' }]),
    ),
  });
  const values: Record<string, string | boolean | undefined> = Object.fromEntries(
    names.map(([name, { value }]) => [name, value === undefined ? false : undefined]),
  );
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) throw new WrongUsage(`There is no option ${rawName}.`);
    if (option.value === undefined) {
      if (value !== undefined) throw new WrongUsage(`${rawName} takes no value.`);
      values[name] = true;
      continue;
    }
    // A value that begins with a dash is written --name=value, so that a forgotten value does not eat an option.
    if (!value || (!inlineValue && /^-./.test(value)))
      throw new WrongUsage(`${rawName} needs a value: ${rawName} ${option.value}.`);
    values[name] = value;
  }
  const positionals = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  return { values: values as ValuesOf<O>, positionals };
}

/** @throws WrongUsage that lists the choices. */
export function oneOf<T extends string>(option: string, value: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new WrongUsage(`${option} is one of ${choices.join(', ')}, not "${value}".`);
}
