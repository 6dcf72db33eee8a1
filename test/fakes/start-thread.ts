import { Worker, type WorkerOptions } from 'node:worker_threads';

/** Starts a TypeScript file in a thread of its own: entries of threads are not compiled by the test runner. */
export function startThread(file: URL, options: WorkerOptions): Worker {
  const entry = JSON.stringify(file.href);
  const code = `import('tsx/esm/api').then((tsx) => tsx.tsImport(${entry}, ${entry}))`;
  return new Worker(code, { ...options, eval: true });
}
