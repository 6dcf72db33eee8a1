import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Those who are compared with this product, as a report names them; the first is its own language model in ONNX Runtime. */
export const peerVersions = {
  'own-runtime': 'own model in the runtime',
  'wllama-3': 'wllama 3.13.0',
  'wllama-2': 'wllama 2.4.0',
  transformers: 'transformers.js 4.3.1',
} as const;

/**
 * Their packages, by the names under which they are installed. transformers.js asks for the very version of
 * onnxruntime-web that is named here.
 */
const peerPackages = {
  'wllama-3': 'npm:@wllama/wllama@3.13.0',
  'wllama-2': 'npm:@wllama/wllama@2.4.0',
  '@huggingface/transformers': '4.3.1',
  'onnxruntime-web': '1.31.0-dev.20260914-8d85527a0',
} as const;

/**
 * Installs the peers' packages into a folder of their own, once; they are no dependencies of this repository.
 * @returns the folder `node_modules` that holds them. @throws Error when npm fails; its own output has said why.
 */
export function installPeers(folder: string): string {
  const wanted = `${JSON.stringify({ private: true, dependencies: peerPackages }, null, 2)}\n`;
  const [manifest, modules] = [join(folder, 'package.json'), join(folder, 'node_modules')];
  const installed = join(modules, '.package-lock.json');
  if (existsSync(installed) && existsSync(manifest) && readFileSync(manifest, 'utf8') === wanted)
    return modules;
  console.error('Installing the packages of the peers …');
  mkdirSync(folder, { recursive: true });
  writeFileSync(manifest, wanted);
  const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--omit=optional'];
  const run = spawnSync('npm', words, { cwd: folder, stdio: ['ignore', 2, 2] });
  if (run.status === 0) return modules;
  throw new Error('The packages of the peers could not be installed; see above. They need the npm registry.');
}
