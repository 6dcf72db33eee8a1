import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/**
 * Ships the runtimes compressed, for hosts that compress nothing (`src/platform/ort/unpack-runtime.ts`). Not under `.gz`:
 * some servers let the browser unpack such files, others do not.
 */
export const packedRuntimes: Plugin = {
  name: 'pagevoice-packed-runtimes',
  apply: 'build',
  generateBundle(_, bundle) {
    for (const asset of Object.values(bundle)) {
      if (asset.type !== 'asset' || !asset.fileName.endsWith('.wasm')) continue;
      const { fileName, source } = asset;
      delete bundle[fileName];
      this.emitFile({ type: 'asset', fileName: `${fileName}.bin`, source: packRuntime(source) });
      const name = fileName.replace(/.*\//, '');
      for (const chunk of Object.values(bundle))
        if (chunk.type === 'chunk') chunk.code = chunk.code.replaceAll(name, `${name}.bin`);
    }
  },
};

export const packRuntime = (wasm: string | Uint8Array): Uint8Array => gzipSync(wasm, { level: 9 });
