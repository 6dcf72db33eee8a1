import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { MemorySink } from '../src/core/pcm/memory-sink';
import { readWav } from '../src/core/pcm/read-wav';
import { encodeWav } from '../src/core/pcm/wav-writer';
import { parseSpeechRequest } from '../src/core/synthesis/parse-speech-request';
import type { VoiceReference } from '../src/core/synthesis/speech-request';
import { Synthesizer } from '../src/core/synthesis/synthesizer';
import { folderPackage } from '../src/platform/node/folder-files';
import type { LoadedModel } from '../src/platform/ort/loaded-model';
import { openNodeModel } from './node-model';

const USAGE = `Usage: npm run speak-list -- --package <folder> --list <file> --out <folder>

Speaks every item of a list with the page's own engine, on the processor: one WAV file each, and takes.json.
The list is JSON: [{ "id", "text", "seed", "voices"? }] or [{ "id", "codecOf" }]. Voices are those of SPEAKER0, SPEAKER1 …:
the id of a preset, or { "file", "transcript" } for a WAV file beside the list, to be cloned; without any the model's own
voice speaks. "request" holds further fields of the request, such as how to cut. "codecOf" names a WAV file that only goes through the codec, into codes and back.`;

/** A preset's id, or a recording to be cloned. */
type ListVoice = string | { readonly file: string; readonly transcript: string };

/** `id` names the WAV file that is written. */
type ListItem = { readonly id: string } & (
  | {
      readonly text: string;
      readonly seed: number;
      readonly voices?: readonly ListVoice[];
      readonly request?: object;
    }
  | { readonly codecOf: string }
);

/** What is written about each item, in takes.json. */
export type TakeRecord = {
  readonly id: string;
  readonly frameCount: number;
  /** Null where nothing was spoken. */
  readonly stopReason: 'end-of-speech' | 'length' | null;
  readonly realTimeFactor: number | null;
};

type Take = TakeRecord & { readonly samples: Float32Array };

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { package: text, list: text, out: text } });
  if (!values.package || !values.list || !values.out) throw new Error(USAGE);
  const list = parseList(await readFile(values.list, 'utf8'));
  await mkdir(values.out, { recursive: true });
  const { signal } = new AbortController();
  const model = await openNodeModel(folderPackage(resolve(values.package)), signal);
  const takes: TakeRecord[] = [];
  try {
    for (const item of list) {
      const { samples, ...take } = await takeOf(item, dirname(values.list), model, signal);
      const wav = encodeWav(samples, model.manifest.spec.codec.sampleRateHz, 'pcm16');
      await writeFile(join(values.out, `${item.id}.wav`), wav);
      takes.push(take);
      console.error(`${takes.length} of ${list.length}  ${item.id}  ${take.frameCount} frames`);
    }
  } finally {
    await model.dispose();
  }
  await writeFile(join(values.out, 'takes.json'), `${JSON.stringify(takes, null, 1)}\n`);
}

function parseList(json: string): readonly ListItem[] {
  const list: unknown = JSON.parse(json);
  if (!Array.isArray(list)) throw new Error('The list is no JSON array.');
  const seen = new Set<string>();
  for (const [index, item] of (list as Partial<ListItem>[]).entries()) {
    if (typeof item?.id !== 'string' || !/^[\w-]+$/.test(item.id) || seen.has(item.id))
      throw new Error(`Item ${index + 1} needs an id of its own, of letters, digits, _ and -.`);
    seen.add(item.id);
  }
  // Text, seed and voices are checked by the engine, as any request's.
  return list as ListItem[];
}

async function takeOf(
  item: ListItem,
  folder: string,
  model: LoadedModel,
  signal: AbortSignal,
): Promise<Take> {
  const encode = async (file: string) => {
    const sound = readWav(await readFile(resolve(folder, file)));
    return model.encodeReference(sound.samples, sound.sampleRateHz, signal);
  };
  if ('codecOf' in item) {
    const grid = await encode(item.codecOf);
    const samples = await model.networks.codec.decode(grid, signal);
    return { id: item.id, frameCount: grid.frameCount, stopReason: null, realTimeFactor: null, samples };
  }
  const voices: VoiceReference[] = [];
  for (const voice of item.voices ?? []) {
    if (typeof voice === 'string') voices.push({ type: 'preset', id: voice });
    else voices.push({ type: 'codes', grid: await encode(voice.file), transcript: voice.transcript });
  }
  return speakItem(item, voices, model, signal);
}

async function speakItem(
  { id, text, seed, request: further }: Extract<ListItem, { readonly text: string }>,
  voices: readonly VoiceReference[],
  { manifest, tokenizer, networks }: LoadedModel,
  signal: AbortSignal,
): Promise<Take> {
  const noSeed = (): never => {
    throw new Error(`${id} has no seed.`);
  };
  const request = parseSpeechRequest({ delivery: 'whole', ...further, text, seed, voices }, manifest, noSeed);
  const synthesizer = new Synthesizer({ manifest, tokenizer, ...networks, now: () => performance.now() });
  const sink = new MemorySink(manifest.spec.codec.sampleRateHz);
  let frameCount = 0;
  for await (const event of synthesizer.speak(request, signal)) {
    if (event.type === 'chunk') await sink.write(event.chunk, signal);
    if (event.type === 'piece') frameCount += event.piece.codes.frameCount;
    if (event.type === 'failed') throw new Error(`${id}: ${event.failure.message}`);
    if (event.type !== 'finished') continue;
    const { stopReason, stats } = event;
    const { realTimeFactor } = stats;
    return { id, frameCount, stopReason, realTimeFactor, samples: sink.samples() };
  }
  throw new Error(`${id}: the engine stopped without saying why.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  // npm runs scripts in the repository's root; paths are meant from where the command was typed.
  process.chdir(process.env.INIT_CWD ?? '.');
  try {
    await main();
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
