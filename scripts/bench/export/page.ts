import type { OwnedEngine } from '../../../src/core/speech/several-engines';
import { createSpeechEngine } from '../../../src/platform/bridge/create-speech-engine';
import { createSpeechEngines } from '../../../src/platform/bridge/create-speech-engines';

export type ExportFigures = {
  readonly seconds: number;
  readonly audioSeconds: number;
  readonly digest: number;
};

declare global {
  /** Functions that the script calls in the page. */
  var openEngine: (packageUrl: string, isAlone: boolean) => Promise<void>;
  var exportText: (text: string) => Promise<ExportFigures>;
}

const never = new AbortController().signal;
let engine: OwnedEngine;

globalThis.openEngine = async (packageUrl, isAlone) => {
  engine = isAlone ? createSpeechEngine() : createSpeechEngines(async () => true);
  await engine.load(packageUrl, 'wasm', () => {}, never);
};

globalThis.exportText = async (text) => {
  const start = performance.now();
  let audioSeconds = 0;
  let digest = 0;
  for await (const event of engine.speak({ text, seed: 1, delivery: 'whole' }, never)) {
    if (event.type === 'failed') throw new Error(event.failure.message);
    if (event.type !== 'chunk') continue;
    const { samples, sampleRateHz } = event.chunk;
    audioSeconds += samples.length / sampleRateHz;
    for (const bits of new Int32Array(samples.buffer, samples.byteOffset, samples.length))
      digest = (Math.imul(digest, 31) + bits) | 0;
  }
  return { seconds: (performance.now() - start) / 1000, audioSeconds, digest };
};
