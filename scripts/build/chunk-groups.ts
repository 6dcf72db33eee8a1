import { resolve } from 'node:path';
import type { Rolldown } from 'vite';

type Group = Rolldown.CodeSplittingGroup;
type Context = Parameters<Exclude<Group['name'], string>>[1];
type Imports = 'importedIds' | 'dynamicallyImportedIds';

const PAGE = 'src/main.tsx';
const ENGINE = 'workers/engine.worker.ts';
const CODEC = 'workers/codec.worker.ts';
/** Fetched by the engine. */
const SPEAKING = 'src/core/speech/speaking.ts';
const PROCESSOR = 'src/platform/processor/load-processor.ts';
const WORKERS = [ENGINE, CODEC, 'workers/importer.worker.ts'];

/**
 * Few files for the start. Left alone, the bundler makes a file of each set of entries that share modules: fifty requests
 * before the first word, those of the workers one after the other. Later code is left to it.
 * Each of these files needs only files above it, because whatever shares a module shares what that module imports.
 */
export const startGroups: Group[] = [
  // The start of the page, and workers.
  group('shared', (graph, id) => graph.page.has(id) && graph.anyWorker.has(id)),
  group('page', (graph, id) => graph.page.has(id)),
  // The start of the codec, and the engine.
  group('codec', (graph, id) => graph.codec.has(id)),
  // The start of the engine, and the page later.
  group('common', (graph, id) => graph.engine.has(id) && graph.pageLater.has(id)),
  group('engine', (graph, id) => graph.engine.has(id)),
  // Speaking, and what the page says of a text.
  group('text', (graph, id) => graph.speaking.has(id) && graph.pageLater.has(id)),
  group('speaking', (graph, id) => graph.speaking.has(id)),
  group('processor', (graph, id) => graph.processor.has(id)),
].map((given, index, { length }) => ({ ...given, priority: length - index }));

function group(name: string, holds: (graph: Graph, id: string) => boolean): Group {
  return {
    debugName: name,
    // An entry runs where it is imported, so it stays by itself.
    name: (id, context) => (!context.getModuleInfo(id)?.isEntry && holds(graphOf(context), id) ? name : null),
  };
}

type Graph = ReturnType<typeof readGraph>;
const graphs = new WeakMap<Context, Graph>();

function graphOf(context: Context): Graph {
  const graph = graphs.get(context) ?? readGraph(context);
  graphs.set(context, graph);
  return graph;
}

function readGraph(context: Context) {
  const all = (entries: readonly string[], ...kinds: Imports[]) => reached(context, entries, kinds);
  const page = all([PAGE], 'importedIds');
  const engine = all([ENGINE], 'importedIds');
  const codec = all([CODEC], 'importedIds');
  return {
    page,
    engine,
    codec,
    speaking: all([SPEAKING], 'importedIds'),
    processor: all([PROCESSOR], 'importedIds'),
    pageLater: all([PAGE], 'importedIds', 'dynamicallyImportedIds'),
    anyWorker: all(WORKERS, 'importedIds', 'dynamicallyImportedIds'),
  };
}

function reached(context: Context, entries: readonly string[], kinds: readonly Imports[]): Set<string> {
  const found = new Set(entries.map((entry) => resolve(entry)));
  // Modules that are added meanwhile are visited too.
  for (const id of found) {
    const module = context.getModuleInfo(id);
    for (const kind of kinds) for (const imported of module?.[kind] ?? []) found.add(imported);
  }
  return found;
}
