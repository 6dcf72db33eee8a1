import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { errorText } from '../src/core/failure';
import { MemorySink } from '../src/core/pcm/memory-sink';
import { readRecording } from '../src/core/pcm/read-recording';
import { encodeWav } from '../src/core/pcm/wav-writer';
import { english } from '../src/core/sentence';
import { requestFieldsOf } from '../src/core/speech/parse-settings';
import { parseSpeechRequest } from '../src/core/speech/parse-speech-request';
import type { VoiceReference } from '../src/core/speech/speech-request';
import { synthesize } from '../src/core/speech/synthesizer';
import { folderPackage } from '../src/platform/node/folder-files';
import { openNodeModelOn } from '../src/platform/node/node-model';
import type { LoadedModel } from '../src/platform/ort/loaded-model';
import { type Command, oneOf, parseWords, WrongUsage } from './command';
import { optionKeys, readSettingOptions, settingOptions } from './setting-options';

/** Each item has a seed of its own. */
const listKeys = optionKeys.filter((key) => key !== 'seed');

const options = {
  package: { value: '<folder>', help: 'the model package that speaks' },
  list: { value: '<file>', help: 'the list, a JSON file' },
  out: { value: '<folder>', help: 'takes the WAV files and takes.json' },
  backend: { value: '<name>', help: "wasm, the page's kernel, or wasm-runtime: Node's own, the default" },
  cache: {
    value: '<form>',
    help: 'keys and values of the kernel: f32, or int8, the default where weights have blocks',
  },
  ...settingOptions(listKeys),
} as const;

/** Id of a preset, or a recording to be cloned. */
type ListVoice = string | { readonly file: string; readonly transcript: string };

/** `id` names the WAV file that is written. */
type ListItem = { readonly id: string } & (
  | {
      readonly text: string;
      readonly seed: number;
      readonly voices?: readonly ListVoice[];
      readonly request?: { readonly sampling?: object };
    }
  | { readonly codecOf: string }
);

/** An entry of takes.json. */
export type TakeRecord = {
  readonly id: string;
  readonly frameCount: number;
  /** Null for an item that only goes through the codec. */
  readonly stopReason: 'end-of-speech' | 'length' | null;
  readonly realTimeFactor: number | null;
};

type Take = TakeRecord & { readonly samples: Float32Array };

export const speakListCommand: Command = {
  synopses: ['--package <folder> --list <file> --out <folder>'],
  description: `Speaks every item of a list with the page's own engine, on the processor: one WAV file each, and takes.json.
The list is JSON: [{ "id", "text", "seed", "voices"? }] or [{ "id", "codecOf" }].
"voices" are those of SPEAKER0, SPEAKER1 …: the id of a preset, or { "file", "transcript" } for a WAV
file beside the list, to be cloned; without any the model's own voice speaks. "request" holds further
fields of the request, such as how to cut. "codecOf" names a WAV file that only goes through the
codec, into codes and back. The settings below hold for items whose "request" says nothing else.`,
  options,
  async run(words, { errors }, signal) {
    const { values, positionals } = parseWords(options, words);
    const { package: folder, list: listFile, out } = values;
    if (positionals.length > 0)
      throw new WrongUsage(`Every word needs its option: what is "${positionals[0]}"?`);
    if (!folder || !listFile || !out) throw new WrongUsage('Give --package, --list and --out.');
    const backend = oneOf('--backend', values.backend ?? 'wasm-runtime', ['wasm', 'wasm-runtime'] as const);
    const cacheForm = values.cache ? oneOf('--cache', values.cache, ['f32', 'int8'] as const) : undefined;
    const common = requestFieldsOf(readSettingOptions(values, listKeys));
    const list = await readList(listFile, common);
    await mkdir(out, { recursive: true });
    const model = await openNodeModelOn(backend, folderPackage(resolve(folder)), signal, cacheForm);
    const takes: TakeRecord[] = [];
    try {
      for (const item of list) {
        const { samples, ...take } = await takeOf(item, dirname(listFile), model, signal);
        const wav = encodeWav(samples, model.manifest.spec.codec.sampleRateHz, 'pcm16');
        await writeFile(join(out, `${item.id}.wav`), wav);
        takes.push(take);
        errors.write(`${takes.length} of ${list.length}  ${item.id}  ${take.frameCount} frames\n`);
      }
    } finally {
      await model.dispose();
    }
    await writeFile(join(out, 'takes.json'), `${JSON.stringify(takes, null, 1)}\n`);
    return 0;
  },
};

/** @param common fields of each request, where an item has none of its own. */
async function readList(
  file: string,
  common: ReturnType<typeof requestFieldsOf>,
): Promise<readonly ListItem[]> {
  let list: unknown;
  try {
    list = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const reason = errorText(error);
    throw new Error(`The list ${file} cannot be read: ${reason}`);
  }
  if (!Array.isArray(list)) throw new Error('The list is not a JSON array.');
  const seen = new Set<string>();
  for (const [index, item] of (list as Partial<ListItem>[]).entries()) {
    if (typeof item?.id !== 'string' || !/^[\w-]+$/.test(item.id) || seen.has(item.id))
      throw new Error(`Item ${index + 1} needs an id of its own, of letters, digits, _ and -.`);
    seen.add(item.id);
  }
  // The engine checks text, seed and voices, as those of any request.
  return (list as ListItem[]).map((item) => {
    if ('codecOf' in item) return item;
    const sampling = { ...common.sampling, ...item.request?.sampling };
    return { ...item, request: { ...common, ...item.request, sampling } };
  });
}

async function takeOf(
  item: ListItem,
  folder: string,
  model: LoadedModel,
  signal: AbortSignal,
): Promise<Take> {
  const encode = async (file: string) => {
    const sound = await readRecording(new Uint8Array(await readFile(resolve(folder, file))), null);
    const reference = await model.encodeReference(sound.samples, sound.sampleRateHz, signal);
    if (reference.warning) console.warn(`${file}: ${english(reference.warning)}`);
    return reference;
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
  const parts = { manifest, tokenizer, ...networks, now: () => performance.now() };
  const sink = new MemorySink(manifest.spec.codec.sampleRateHz);
  let frameCount = 0;
  for await (const event of synthesize(parts, request, signal)) {
    if (event.type === 'chunk') await sink.write(event.chunk, signal);
    if (event.type === 'piece') frameCount += event.piece.codes.frameCount;
    if (event.type === 'failed') throw new Error(`${id}: ${event.failure.message}`);
    if (event.type === 'cancelled') signal.throwIfAborted();
    if (event.type !== 'finished') continue;
    const { stopReason, stats } = event;
    const { realTimeFactor } = stats;
    return { id, frameCount, stopReason, realTimeFactor, samples: sink.samples() };
  }
  throw new Error(`${id}: the engine stopped without saying why.`);
}
