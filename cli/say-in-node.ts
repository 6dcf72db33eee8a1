import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { requestFieldsOf } from '../src/core/speech/parse-settings';
import { parseSpeechRequest } from '../src/core/speech/parse-speech-request';
import type { SpeechEvent } from '../src/core/speech/speech-event';
import { synthesize } from '../src/core/speech/synthesizer';
import { folderPackage } from '../src/platform/node/folder-files';
import { openNodeModel } from '../src/platform/node/node-model';
import { WavFile } from '../src/platform/node/wav-file';
import { REPOSITORY } from './repository';
import type { SayOptions } from './say-options';

/** The models that come with the site. */
const BUNDLED = join(REPOSITORY, 'public/models');
/** Length of speech between two lines about the progress. */
const REPORT_EVERY_SECONDS = 10;

/** Speaks with the page's own engine on the processor, without a browser. The file grows while the speech is made. */
export async function sayInNode(
  options: SayOptions,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const model = await openNodeModel(folderPackage(packageFolder(options.model)), signal);
  try {
    const { manifest, tokenizer, networks, info } = model;
    print(`${manifest.title}, on ${info.device}`);
    const { hopLengthSamples, sampleRateHz } = manifest.spec.codec;
    const input = {
      text: options.text,
      ...(options.voice === null ? {} : { voices: [{ type: 'preset', id: options.voice }] }),
      ...requestFieldsOf(options.settings),
      ...(options.maxSeconds === null
        ? {}
        : { maxNewColumns: Math.round((options.maxSeconds * sampleRateHz) / hopLengthSamples) }),
    };
    const request = parseSpeechRequest(input, manifest, () => Math.floor(Math.random() * 2 ** 32));
    const parts = { manifest, tokenizer, ...networks, now: () => performance.now() };
    await mkdir(dirname(options.outFile), { recursive: true });
    const file = await WavFile.create(options.outFile, sampleRateHz, 'pcm16');
    try {
      await writeAll(synthesize(parts, request, signal), file, print, signal);
    } finally {
      await file.close();
    }
    print(`seed              ${request.seed}`);
  } finally {
    await model.dispose();
  }
}

async function writeAll(
  events: AsyncGenerator<SpeechEvent, void>,
  file: WavFile,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let madeSeconds = 0;
  let reportedSeconds = 0;
  for await (const event of events) {
    if (event.type === 'chunk') {
      await file.write(event.chunk, signal);
      madeSeconds += event.chunk.samples.length / event.chunk.sampleRateHz;
      if (madeSeconds - reportedSeconds < REPORT_EVERY_SECONDS) continue;
      reportedSeconds = madeSeconds;
      print(`generated ${madeSeconds.toFixed(1)} s`);
    }
    if (event.type === 'warning') print(event.message);
    if (event.type === 'cancelled') signal.throwIfAborted();
    if (event.type === 'failed') throw new Error(event.failure.message);
    if (event.type !== 'finished') continue;
    const { audioSeconds, firstAudioSeconds, realTimeFactor } = event.stats;
    print(`length            ${audioSeconds.toFixed(1)} s`);
    print(`first sound       ${((firstAudioSeconds ?? 0) * 1000).toFixed(0)} ms`);
    print(`real-time factor  ${realTimeFactor?.toFixed(3) ?? '—'}`);
  }
}

/** @throws Error for an address: only a folder can be read here. */
function packageFolder(model: string | null): string {
  if (model !== null && /^https?:\/\//.test(model))
    throw new Error('--backend node speaks with a model package in a folder, not with an address.');
  if (model !== null) return resolve(model);
  const bundled = readdirSync(BUNDLED, { withFileTypes: true }).find((entry) => entry.isDirectory());
  if (!bundled) throw new Error(`There is no model package under ${BUNDLED}: name one with --model.`);
  return join(BUNDLED, bundled.name);
}
