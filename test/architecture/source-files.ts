import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

export type SourceImport = {
  /** As written: `./x`, `node:fs`, `react`. */
  readonly specifier: string;
  /** Path of the imported file from the root, or null for a package. */
  readonly target: string | null;
  /** Disappears when compiled. */
  readonly isTypeOnly: boolean;
};

export type SourceFile = {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lineCount: number;
  readonly imports: readonly SourceImport[];
};

const IMPORT = /(?:^|[\n;])\s*(?:import|export)\s+(type\s)?([^'";()]*?)\s*from\s*['"]([^'"]+)['"]/g;
const SIDE_EFFECT = /(?:^|[\n;])\s*import\s*['"]([^'"]+)['"]/g;
const DYNAMIC = /\bimport\s*\(\s*['"]([^'"]+)['"]/g;
const WORKER_URL = /new URL\(\s*['"](\.[^'"]+)['"]\s*,\s*import\.meta\.url/g;

/** Reads every TypeScript file below the folders. */
export function readSourceFiles(...folders: string[]): SourceFile[] {
  const paths = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
      posix.join(folder, name.replaceAll('\\', '/')),
    ),
  );
  const known = new Set(paths);
  return paths.filter((path) => /\.tsx?$/.test(path)).map((path) => readSourceFile(path, known));
}

function readSourceFile(path: string, known: ReadonlySet<string>): SourceFile {
  const text = readFileSync(path, 'utf8');
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
  const resolve = (specifier: string) => resolveTarget(path, specifier, known);
  const imports = [
    ...[...code.matchAll(IMPORT)].map(([, type, names, specifier]) => ({
      specifier: specifier!,
      target: resolve(specifier!),
      isTypeOnly: type !== undefined || isTypeList(names!),
    })),
    ...[SIDE_EFFECT, DYNAMIC, WORKER_URL].flatMap((pattern) =>
      [...code.matchAll(pattern)].map(([, specifier]) => ({
        specifier: specifier!,
        target: resolve(specifier!),
        isTypeOnly: false,
      })),
    ),
  ];
  return { path, text, lineCount: text.trimEnd().split('\n').length, imports };
}

/** `{ type A, type B }` imports nothing at run time. */
function isTypeList(names: string): boolean {
  const list = /^\{([\s\S]*)\}$/.exec(names.trim())?.[1];
  const entries = list?.split(',').filter((entry) => entry.trim() !== '');
  return entries?.every((entry) => /^\s*type\s/.test(entry)) ?? false;
}

function resolveTarget(from: string, specifier: string, known: ReadonlySet<string>): string | null {
  if (!specifier.startsWith('.')) return null;
  const base = posix.normalize(join(dirname(from), specifier.replace(/\?.*$/, '')).replaceAll('\\', '/'));
  return (
    [base, `${base}.ts`, `${base}.tsx`].find((path) => known.has(path) && /\.[a-z]+$/.test(path)) ?? base
  );
}

/**
 * @param withTypes whether an import of types alone counts.
 * @returns the files of one cycle, first and last the same, or null.
 */
export function findCycle(files: readonly SourceFile[], withTypes = true): readonly string[] | null {
  const targets = new Map(
    files.map((file) => [
      file.path,
      file.imports.filter((i) => withTypes || !i.isTypeOnly).map((i) => i.target),
    ]),
  );
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] | null => {
    const start = trail.indexOf(path);
    if (start >= 0) return [...trail.slice(start), path];
    if (finished.has(path)) return null;
    for (const target of targets.get(path) ?? []) {
      const cycle = target ? visit(target, [...trail, path]) : null;
      if (cycle) return cycle;
    }
    finished.add(path);
    return null;
  };
  for (const { path } of files) {
    const cycle = visit(path, []);
    if (cycle) return cycle;
  }
  return null;
}
