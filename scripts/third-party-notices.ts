import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licence texts that a package does not carry itself; kept in third-party/licences. */
const TEXTS_KEPT_HERE: Readonly<Record<string, string>> = {
  'onnxruntime-web': 'onnxruntime.txt',
  'onnxruntime-common': 'onnxruntime.txt',
  'guid-typescript': 'isc-guid-typescript.txt',
};

const INTRODUCTION = `# Third-party notices

Written by \`npm run notices\`; do not edit. It lists what a built page may contain: the production dependencies with
everything they depend on, and files taken from elsewhere. Pagevoice itself is under the Apache License 2.0 (LICENSE).

The WebAssembly files of ONNX Runtime contain further components; their notices are in
<https://github.com/microsoft/onnxruntime/blob/v@ORT@/ThirdPartyNotices.txt>.
A model package carries its own licence text in its \`manifest.json\`.
`;

type LockedPackage = { readonly version: string; readonly license?: string; readonly dev?: boolean };

/**
 * Notices of what ships in the page, from package-lock.json and the installed packages.
 * @param root folder of the repository, with its dependencies installed.
 * @throws Error naming a package whose licence text is missing.
 */
export function renderThirdPartyNotices(root: string): string {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const shipped = Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && !entry.dev && !path.includes('/@types/'))
    .filter(([path]) => existsSync(join(root, path)))
    // undici-types comes with @types/node: declarations only, no code.
    .filter(([path]) => !path.endsWith('/undici-types'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const ortVersion = lock.packages['node_modules/onnxruntime-web']?.version ?? '';
  const sections = shipped.map(([path, entry]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const licence = entry.license ?? 'no licence named';
    return `## ${name} ${entry.version}\n\n${licence}\n\n${fenced(licenceText(root, path, name))}`;
  });
  return `${INTRODUCTION.replace('@ORT@', ortVersion)}\n${[...sections, onnxSchema()].join('\n')}`;
}

function licenceText(root: string, path: string, name: string): string {
  const kept = TEXTS_KEPT_HERE[name];
  if (kept) return readFileSync(join(root, 'third-party/licences', kept), 'utf8');
  const files = readdirSync(join(root, path)).filter((file) =>
    /^(licen[cs]e|copying|notice)([.-].*)?$/i.test(file),
  );
  if (files.length === 0)
    throw new Error(`${name} has no licence file; put its text into third-party/licences and name it here.`);
  return files
    .sort()
    .map((file) => readFileSync(join(root, path, file), 'utf8'))
    .join('\n\n');
}

function onnxSchema(): string {
  return `## onnx.proto (third-party/onnx)

Apache-2.0, Copyright (c) ONNX Project Contributors. src/core/graph/onnx-writer.ts writes
messages of this schema. The text of the licence is in LICENSE.
`;
}

function fenced(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').trim().split('\n');
  return `\`\`\`text\n${lines.map((line) => line.trimEnd()).join('\n')}\n\`\`\`\n`;
}
