import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { main } from 'assemblyscript/asc';

/** A compiled module: its source, the file that holds it, and what it may use of WebAssembly. */
type KernelFile = { readonly source: string; readonly target: string; readonly words: readonly string[] };

const importer: KernelFile = {
  source: 'src/core/quantise/kernel.as',
  target: 'src/core/quantise/kernel-bytes.ts',
  words: ['--initialMemory', '1'],
};

/** Builds of the processor's kernel: the browser's features decide which is fetched. */
const processor = ['plain', 'relaxed', 'plain-shared', 'relaxed-shared'].map(
  (name): KernelFile => ({
    source: 'src/platform/processor/kernel/forward.as',
    target: `src/platform/processor/kernels/${name}.ts`,
    words: [
      ...['--importMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
      ...(name.startsWith('relaxed') ? ['--enable', 'relaxed-simd'] : []),
      ...(name.endsWith('shared') ? ['--enable', 'threads', '--sharedMemory'] : []),
    ],
  }),
);

const kernelFiles: readonly KernelFile[] = [importer, ...processor];

/** @returns the WebAssembly module of a kernel's source. */
export async function compileKernel({ source, words }: KernelFile = importer): Promise<Uint8Array> {
  let bytes: Uint8Array = new Uint8Array(0);
  // The compiler reads only files that end in .ts; the sources end in .as, so that tsc and lint leave them alone.
  const folder = dirname(source);
  const entry = source.slice(folder.length + 1).replace(/\.as$/, '.ts');
  const result = await main(
    [entry, '--outFile', 'kernel.wasm', '--runtime', 'stub', '-O3', '--converge', '--noAssert']
      .concat(['--enable', 'simd'])
      .concat(words),
    {
      readFile: (name) => readSource(join(folder, name.replace(/\.ts$/, '.as'))),
      writeFile: (_, contents) => {
        bytes = typeof contents === 'string' ? new TextEncoder().encode(contents) : contents;
      },
      listFiles: () => [],
    },
  );
  if (result.error) throw new Error(`${result.error.message}\n${result.stderr}`);
  return bytes;
}

/** The compiler asks for files in several places. */
function readSource(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function kernelModule({ source }: KernelFile, bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('base64');
  const lines = text.match(/.{1,120}/g)!.map((line) => `  '${line}',`);
  const name = source.split('/').slice(-1)[0];
  return `/** Compiled from ${name} by \`npm run kernel\`. Base64. */\nexport const kernelBytes = [\n${lines.join('\n')}\n].join('');\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const file of kernelFiles) {
    const bytes = await compileKernel(file);
    writeFileSync(file.target, kernelModule(file, bytes));
    console.log(`${file.target}: ${bytes.byteLength} bytes`);
  }
}
