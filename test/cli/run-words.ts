import { Readable, Writable } from 'node:stream';
import { runProgram } from '../../cli/program';

export type Outcome = {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
  /** Output and errors in the order they were written. */
  readonly text: string;
};

/** Runs the program with the words that would follow `pagevoice`. */
export async function runWords(words: readonly string[], input = ''): Promise<Outcome> {
  const written = { output: '', errors: '', text: '' };
  const into = (name: 'output' | 'errors') =>
    new Writable({
      write(chunk: Buffer, _, done) {
        written[name] += chunk.toString();
        written.text += chunk.toString();
        done();
      },
    });
  const streams = { input: Readable.from([input]), output: into('output'), errors: into('errors') };
  const code = await runProgram(words, streams, new AbortController().signal);
  return { code, ...written };
}
