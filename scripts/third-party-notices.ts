import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Packages that lack their licence text, and the file in third-party/licences that holds it. */
const textsKeptHere: Readonly<Record<string, string>> = {
  'onnxruntime-web': 'onnxruntime.txt',
  'onnxruntime-common': 'onnxruntime.txt',
  'guid-typescript': 'isc-guid-typescript.txt',
};

const INTRODUCTION = `# Third-party notices

Written by \`npm run notices\`; do not edit. It lists what a built page may contain: the production dependencies with
everything they depend on, and files taken from elsewhere. Pagevoice itself is under the Apache License 2.0 (LICENSE).

The WebAssembly files of ONNX Runtime contain further components; their notices are in
<https://github.com/microsoft/onnxruntime/blob/v@ORT@/ThirdPartyNotices.txt>.
The encoders of mediabunny hold LAME (<https://lame.sourceforge.io>), the AAC encoder of FFmpeg (<https://ffmpeg.org>) and
libFLAC (<https://github.com/xiph/flac>), built as the README.md files of their packages say; each is a file of its own
in \`assets\`. Their licences stand at the end.
A model package carries its own licence text in its \`manifest.json\`.
`;

type LockedPackage = {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
};

/**
 * Writes the notices of everything that ships in the page, from package-lock.json and the installed packages.
 * @param root folder of the repository, with its dependencies installed.
 * @throws Error naming a package whose licence text is missing.
 */
export function renderThirdPartyNotices(root: string): string {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const shipped = Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && !entry.dev && !entry.devOptional && !path.includes('/@types/'))
    .filter(([path]) => existsSync(join(root, path)))
    // undici-types comes with @types/node and holds declarations only.
    .filter(([path]) => !path.endsWith('/undici-types'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const ortVersion = lock.packages['node_modules/onnxruntime-web']?.version ?? '';
  const sections = shipped.map(([path, entry]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const licence = entry.license ?? 'no licence named';
    return `## ${name} ${entry.version}\n\n${licence}\n\n${fenced(licenceText(root, path, name))}`;
  });
  const parts = [...sections, ...encoderParts(root), onnxSchema()];
  return `${INTRODUCTION.replace('@ORT@', ortVersion)}\n${parts.join('\n')}`;
}

function licenceText(root: string, path: string, name: string): string {
  const kept = textsKeptHere[name];
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

/** Libraries that the encoders of mediabunny hold as WebAssembly, whose licences their packages do not carry. */
function encoderParts(root: string): readonly string[] {
  const text = (file: string) => fenced(readFileSync(join(root, 'third-party/licences', file), 'utf8'));
  return [
    `## libFLAC (in @mediabunny/flac-encoder)\n\nBSD-3-Clause\n\n${text('flac.txt')}`,
    `## LAME (in @mediabunny/mp3-encoder), FFmpeg (in @mediabunny/aac-encoder)\n\nLGPL-2.1-or-later\n\n${text('lgpl-2.1.txt')}`,
  ];
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
