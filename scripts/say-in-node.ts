import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseSpeechRequest } from '../src/core/synthesis/parse-speech-request';
import type { SpeechEvent } from '../src/core/synthesis/speech-event';
import { Synthesizer } from '../src/core/synthesis/synthesizer';
import { folderPackage } from '../src/platform/node/folder-files';
import { WavFile } from '../src/platform/node/wav-file';
import { openNodeModel } from './node-model';
import type { SayOptions } from './say-options';

const BUNDLED = 'public/models';
/** Between two lines about what is done. */
const TELL_EVERY_SECONDS = 10;

/** Speaks with the page's own engine on the processor, without a browser. The file grows while the speech is made. */
export async function sayInNode(options: SayOptions): Promise<void> {
  const { signal } = new AbortController();
  const model = await openNodeModel(folderPackage(packageFolder(options.model)), signal);
  try {
    const { manifest, tokenizer, networks, info } = model;
    console.log(`${manifest.title}, on ${info.device}`);
    const { hopLengthSamples, sampleRateHz } = manifest.spec.codec;
    const input = {
      text: options.text,
      ...(options.voice === null ? {} : { voices: [{ type: 'preset', id: options.voice }] }),
      ...(options.seed === null ? {} : { seed: options.seed }),
      ...(options.maxSeconds === null
        ? {}
        : { maxNewColumns: Math.round((options.maxSeconds * sampleRateHz) / hopLengthSamples) }),
    };
    const request = parseSpeechRequest(input, manifest, () => Math.floor(Math.random() * 2 ** 32));
    const synthesizer = new Synthesizer({ manifest, tokenizer, ...networks, now: () => performance.now() });
    const file = await WavFile.create(options.outFile, sampleRateHz, 'pcm16');
    try {
      await writeAll(synthesizer.speak(request, signal), file, signal);
    } finally {
      await file.close();
    }
    console.log(`seed              ${request.seed}`);
  } finally {
    await model.dispose();
  }
}

async function writeAll(
  events: AsyncGenerator<SpeechEvent, void>,
  file: WavFile,
  signal: AbortSignal,
): Promise<void> {
  let madeSeconds = 0;
  let toldSeconds = 0;
  for await (const event of events) {
    if (event.type === 'chunk') {
      await file.write(event.chunk, signal);
      madeSeconds += event.chunk.samples.length / event.chunk.sampleRateHz;
      if (madeSeconds - toldSeconds < TELL_EVERY_SECONDS) continue;
      toldSeconds = madeSeconds;
      console.log(`generated ${madeSeconds.toFixed(1)} s`);
    }
    if (event.type === 'warning') console.log(event.message);
    if (event.type === 'failed') throw new Error(event.failure.message);
    if (event.type !== 'finished') continue;
    const { audioSeconds, firstAudioSeconds, realTimeFactor } = event.stats;
    console.log(`length            ${audioSeconds.toFixed(1)} s`);
    console.log(`first sound       ${((firstAudioSeconds ?? 0) * 1000).toFixed(0)} ms`);
    console.log(`real-time factor  ${realTimeFactor?.toFixed(3) ?? '—'}`);
  }
}

/** @throws Error when an address was given: only a folder can be read here. */
function packageFolder(model: string | null): string {
  if (model !== null && /^https?:\/\//.test(model))
    throw new Error('--backend node speaks with a model package in a folder, not with an address.');
  if (model !== null) return resolve(model);
  const bundled = readdirSync(BUNDLED, { withFileTypes: true }).find((entry) => entry.isDirectory());
  if (!bundled) throw new Error(`There is no model package under ${BUNDLED}.`);
  return join(BUNDLED, bundled.name);
}
