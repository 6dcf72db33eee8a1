// Starts rounding-thread.ts in a worker: Node 20 cannot run TypeScript by itself, whatever started the process.
import { tsImport } from 'tsx/esm/api';

await tsImport('./rounding-thread.ts', import.meta.url);
