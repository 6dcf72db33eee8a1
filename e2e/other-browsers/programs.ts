import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';

/** @returns the path of the first of these programs that is there. */
export function findProgram(...names: readonly string[]): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = names.flatMap((name) =>
    name.startsWith('/') ? name : folders.map((one) => join(one, name)),
  );
  return paths.find((path) => existsSync(path)) ?? null;
}

/** A program that runs beside the test until it is ended. */
export class Companion {
  readonly #process: ChildProcess;
  #problem = '';

  constructor(program: string, words: readonly string[], environment: NodeJS.ProcessEnv) {
    this.#process = spawn(program, words, { env: environment, stdio: 'ignore' });
    this.#process.once('error', (error) => {
      this.#problem = String(error);
    });
    this.#process.once('exit', (code) => {
      this.#problem ||= `${program} has ended with code ${code}`;
    });
  }

  /** Asks again until it is so. @throws Error when the program has ended, or after twenty seconds. */
  async until(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
    const end = Date.now() + 20_000;
    while (!(await isSo())) {
      if (this.#problem) throw new Error(`${this.#problem} before ${what}.`);
      if (Date.now() > end) throw new Error(`Twenty seconds, and not yet ${what}.`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async end(): Promise<void> {
    if (this.#problem) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill();
    await ended;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
