import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { main } from 'assemblyscript/asc';

const SOURCE = 'src/core/quantise/kernel.as';
const TARGET = 'src/core/quantise/kernel-bytes.ts';

/** @returns the WebAssembly module of the kernel's source. */
export async function compileKernel(): Promise<Uint8Array> {
  let bytes: Uint8Array = new Uint8Array(0);
  // The compiler knows its own files by the ending that ours may not have: tsc and lint would read them too.
  const words = ['kernel.ts', '--outFile', 'kernel.wasm', '--runtime', 'stub'];
  const result = await main(
    [...words, '-O3', '--converge', '--noAssert', '--enable', 'simd', '--initialMemory', '1'],
    {
      readFile: (name) => (name === 'kernel.ts' ? readFileSync(SOURCE, 'utf8') : null),
      writeFile: (_, contents) => {
        bytes = typeof contents === 'string' ? new TextEncoder().encode(contents) : contents;
      },
      listFiles: () => [],
    },
  );
  if (result.error) throw new Error(`${result.error.message}\n${result.stderr}`);
  return bytes;
}

export function kernelModule(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('base64');
  const lines = text.match(/.{1,100}/g)!.map((line) => `  '${line}',`);
  return `/** Compiled from kernel.as by \`npm run kernel\`. Base64. */\nexport const kernelBytes = [\n${lines.join('\n')}\n].join('');\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const bytes = await compileKernel();
  writeFileSync(TARGET, kernelModule(bytes));
  console.log(`${TARGET}: ${bytes.byteLength} bytes`);
}
