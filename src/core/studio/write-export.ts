import type { SoundFormat, SoundFormats } from '../api/api-host';
import { ZipWriter } from '../data/zip-writer';
import { LoudnessMeter, ratioOf } from '../pcm/loudness';
import { PeakLimiter } from '../pcm/peak-limiter';
import type { SoundTags } from '../pcm/sound-tags';
import { type CaptionFormat, captionsOf, writeCaptions } from './captions';
import type { ExportCut, ExportFile } from './export-plan';
import type { Take } from './take';

/** True peak that no louder sound exceeds, in dBTP, as hosts of podcasts and broadcasters ask for. */
const CEILING_DBTP = -1;
/** Silence is written in parts of this many samples. */
const MOST_SILENCE = 48_000;

export type ExportSettings = {
  readonly cut: ExportCut;
  readonly format: SoundFormat;
  /** Null: as loud as it was made. */
  readonly targetLufs: number | null;
  readonly captions: readonly CaptionFormat[];
  readonly author: string;
};

/** Port: a file that is only added to. */
export interface FileSink {
  /** Resolves once there is room for more. */
  write(bytes: Uint8Array): Promise<void>;
}

export type ExportParts = {
  /** The sound of a take, in parts. */
  readonly soundOf: (take: Take, signal: AbortSignal) => AsyncIterable<Float32Array>;
  readonly formats: SoundFormats;
  readonly sink: FileSink;
  /** Receipts as text: of all that was made, and without its takes, for the parts of a whole. */
  readonly receipts: { readonly whole: string; readonly part: string };
  readonly onProgress: (doneSamples: number, totalSamples: number) => void;
};

/** Ending of the one file that an export is: several files are in an archive. */
export function exportEnding({ cut, format, captions }: ExportSettings): string {
  return isArchive(cut, captions) ? 'zip' : soundEnding(format);
}

function isArchive(cut: ExportCut, captions: readonly CaptionFormat[]): boolean {
  return cut !== 'whole' || captions.length > 0;
}

function soundEnding(format: SoundFormat): string {
  return format === 'wav-float' ? 'wav' : format;
}

/** Writes the files of an export. @param whole the project as one file, by which all of them are made louder alike. */
export async function writeExport(
  files: readonly ExportFile[],
  whole: ExportFile,
  settings: ExportSettings,
  parts: ExportParts,
  signal: AbortSignal,
): Promise<void> {
  const { format, targetLufs, captions } = settings;
  const isMeasured = targetLufs !== null;
  const total =
    files.reduce((sum, { sampleCount }) => sum + sampleCount, 0) + (isMeasured ? whole.sampleCount : 0);
  let done = 0;
  async function* soundOf(file: ExportFile): AsyncGenerator<Float32Array, void> {
    for await (const samples of fileSound(file, parts, signal)) {
      yield samples;
      done += samples.length;
      parts.onProgress(done, total);
    }
  }
  const rateHz = whole.rows[0]!.take.sampleRateHz;
  const gain = isMeasured ? await gainFor(targetLufs, rateHz, soundOf(whole)) : null;
  const zip = isArchive(settings.cut, captions) ? new ZipWriter() : null;
  const write = async (bytes: Uint8Array) => {
    zip?.add(bytes);
    if (bytes.length > 0) await parts.sink.write(bytes);
  };
  const writeText = (text: string) => write(new TextEncoder().encode(text));
  const entry = async (name: string, fill: () => Promise<void>) => {
    if (zip) await parts.sink.write(zip.begin(name));
    await fill();
    if (zip) await parts.sink.write(zip.end());
  };
  for (const [index, file] of files.entries()) {
    const part = files.length > 1 ? { number: index + 1, count: files.length } : null;
    const tags: SoundTags = {
      title: file.title,
      author: settings.author,
      album: part ? whole.title : '',
      part,
      chapters: file.chapters,
      receipt: part ? parts.receipts.part : parts.receipts.whole,
    };
    await entry(`${file.name}.${soundEnding(format)}`, async () => {
      const encoder = await parts.formats.open(format, rateHz, file.sampleCount, tags);
      try {
        for await (const samples of shaped(soundOf(file), rateHz, gain))
          await write(await encoder.add(samples));
        await write(await encoder.end());
      } catch (error) {
        encoder.cancel();
        throw error;
      }
    });
    for (const kind of captions) {
      const text = writeCaptions(captionsOf(file), kind);
      await entry(`${file.name}.${kind}`, () => writeText(text));
    }
  }
  if (files.length > 1) await entry('receipt.json', () => writeText(parts.receipts.whole));
  if (zip) await parts.sink.write(zip.finish());
}

/** Rows one after the other, with the silence between them. */
async function* fileSound(
  { rows, sampleCount }: ExportFile,
  { soundOf }: ExportParts,
  signal: AbortSignal,
): AsyncGenerator<Float32Array, void> {
  let position = 0;
  for (const { take, startSample } of rows) {
    yield* silence(startSample - position);
    position = startSample;
    // Another backend may decode some samples more or fewer: times and headers are those of the take.
    const end = startSample + take.sampleCount;
    for await (const samples of soundOf(take, signal)) {
      signal.throwIfAborted();
      const fitting = samples.subarray(0, end - position);
      position += fitting.length;
      yield fitting;
    }
  }
  yield* silence(sampleCount - position);
}

function* silence(sampleCount: number): Generator<Float32Array, void> {
  for (let left = sampleCount; left > 0; left -= MOST_SILENCE)
    yield new Float32Array(Math.min(left, MOST_SILENCE));
}

/** The factor that gives sound a loudness; 1 where it has none. */
async function gainFor(
  targetLufs: number,
  rateHz: number,
  sound: AsyncIterable<Float32Array>,
): Promise<number> {
  const meter = new LoudnessMeter(rateHz);
  for await (const samples of sound) meter.add(samples);
  const { integratedLufs } = meter;
  return integratedLufs === null ? 1 : ratioOf(targetLufs - integratedLufs);
}

/** @param gain null for samples that are not touched. */
async function* shaped(
  sound: AsyncIterable<Float32Array>,
  rateHz: number,
  gain: number | null,
): AsyncGenerator<Float32Array, void> {
  if (gain === null) {
    yield* sound;
    return;
  }
  const limiter = new PeakLimiter(rateHz, gain, ratioOf(CEILING_DBTP));
  for await (const samples of sound) yield limiter.push(samples);
  yield limiter.finish();
}
