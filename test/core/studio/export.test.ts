import { expect, test } from 'vitest';
import { plainFormats } from '../../../src/core/api/plain-formats';
import { joinBytes } from '../../../src/core/data/join-bytes';
import { LoudnessMeter } from '../../../src/core/pcm/loudness';
import { readWav } from '../../../src/core/pcm/read-wav';
import { encodeWav } from '../../../src/core/pcm/wav-writer';
import { captionsOf, writeCaptions } from '../../../src/core/studio/captions';
import { type ExportCut, exportPlan } from '../../../src/core/studio/export-plan';
import { rowsFor } from '../../../src/core/studio/rows';
import { parseScript } from '../../../src/core/studio/script';
import type { Take } from '../../../src/core/studio/take';
import { timelineOf } from '../../../src/core/studio/timeline';
import { type ExportSettings, exportEnding, writeExport } from '../../../src/core/studio/write-export';
import { studioTake } from '../../fakes/studio-takes';

const RATE_HZ = 24_000;
const text = [
  'Before all. Again.',
  '# One',
  'Are *you* cold? Yes.',
  '# Two',
  'Anna: No & never.\nBen: Well.\nAnna: So.\n[pause 2s]',
].join('\n\n');

/** A project whose every row has a take of as many tenths of a second as its number. */
function project(written = text) {
  const script = parseScript(written, { language: 'en', notSpeakers: [] });
  let count = 0;
  const newId = () => `r${++count}`;
  const { rows } = rowsFor({ rows: [], shelf: [] }, script.sentences, { newId, isKept: () => false });
  const takeOf = ({ id, text: words }: { readonly id: string; readonly text: string }): Take => {
    const sampleCount = Number(id.slice(1)) * 2400;
    const [piece] = studioTake().pieces;
    return studioTake({
      id: `t${id}`,
      rowId: id,
      text: words,
      sampleCount,
      pieces: [{ ...piece!, to: words.length, text: words, sampleCount }],
    });
  };
  const timeline = timelineOf(rows, { takeOf, estimateSeconds: () => 0, pauseScale: 1 });
  const planOf = (cut: ExportCut) => exportPlan(timeline, script.endSeconds, 'A Book', cut);
  return { planOf };
}

/** Every sample of a take is its number, in thousandths. */
async function* soundOf(take: Take): AsyncGenerator<Float32Array, void> {
  const value = Number(take.rowId.slice(1)) / 1000;
  const samples = new Float32Array(take.sampleCount).fill(value);
  yield samples.subarray(0, 1000);
  yield samples.subarray(1000);
}

const settings: ExportSettings = {
  cut: 'whole',
  format: 'wav',
  targetLufs: null,
  captions: [],
  author: 'Ada',
};

async function exported(change: Partial<ExportSettings>, sound: typeof soundOf = soundOf) {
  const { planOf } = project();
  const used = { ...settings, ...change };
  const written: Uint8Array[] = [];
  const progress: number[] = [];
  await writeExport(
    planOf(used.cut),
    planOf('whole')[0]!,
    used,
    {
      soundOf: sound,
      formats: plainFormats,
      receipts: { whole: 'all', part: 'head' },
      sink: { write: async (bytes) => void written.push(bytes) },
      onProgress: (done, total) => progress.push(done / total),
    },
    new AbortController().signal,
  );
  expect(progress.at(-1)).toBe(1);
  return joinBytes(written);
}

test('a whole is every take with the silence between them, and chapters where headings are', async () => {
  const [whole] = project().planOf('whole');
  expect(whole!.rows.map(({ row }) => row.text)).toEqual([
    'Before all.',
    'Again.',
    expect.stringContaining('One'),
    'Are *you* cold?',
    'Yes.',
    expect.stringContaining('Two'),
    'No & never.',
    'Well.',
    'So.',
  ]);
  expect(whole!.chapters.map(({ title }) => title)).toEqual(['A Book', 'One', 'Two']);
  expect(whole!.chapters[2]!.startSample).toBe(whole!.rows[5]!.startSample);
  expect(whole!.chapters[2]!.endSample).toBe(whole!.sampleCount);
  const file = await exported({});
  const { samples, sampleRateHz } = readWav(file);
  expect([samples.length, sampleRateHz]).toEqual([whole!.sampleCount, RATE_HZ]);
  const heard = new Float32Array(whole!.sampleCount);
  for (const [index, { startSample, take }] of whole!.rows.entries())
    heard.fill((index + 1) / 1000, startSample, startSample + take.sampleCount);
  const expected = encodeWav(heard, RATE_HZ, 'pcm16').subarray(44);
  expect(Buffer.compare(file.subarray(-expected.length), expected)).toBe(0);
  // The written pause behind the last sentence is there too.
  const last = whole!.rows.at(-1)!;
  expect(whole!.sampleCount - last.startSample - last.take.sampleCount).toBe(2 * RATE_HZ);
  const words = new TextDecoder('latin1').decode(file.subarray(0, 400));
  expect(words).toMatch(
    /^RIFF.{4}WAVEfmt .*LIST.{4}INFOINAM.{4}A Book\0.*IART.{4}Ada\0.*cue .*labl.*One\0.*data/s,
  );
  expect(new DataView(file.buffer).getUint32(4, true)).toBe(file.length - 8);
});

test('chapters, sentences and speakers are files of their own, in an archive', async () => {
  const { planOf } = project();
  expect(planOf('chapters').map(({ name }) => name)).toEqual(['01-a-book', '02-one', '03-two']);
  const [first] = planOf('chapters');
  expect(first!.rows[0]!.startSample).toBe(0);
  expect(first!.sampleCount).toBe(first!.rows[1]!.startSample + 4800);
  const sentences = planOf('sentences');
  expect(sentences.map(({ sampleCount }) => sampleCount)).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => n * 2400),
  );
  expect(sentences[3]!.name).toBe('04-are-you-cold');
  const stems = planOf('speakers');
  expect(stems.map(({ name, title }) => [name, title])).toEqual([
    ['01-narrator', 'A Book: Narrator'],
    ['02-anna', 'A Book: Anna'],
    ['03-ben', 'A Book: Ben'],
  ]);
  const [whole] = planOf('whole');
  expect(stems.map(({ sampleCount }) => sampleCount)).toEqual([1, 1, 1].map(() => whole!.sampleCount));
  expect(stems.flatMap(({ rows }) => rows)).toHaveLength(9);

  const bytes = await exported({ cut: 'speakers', captions: ['srt'] });
  const listed = new TextDecoder('latin1').decode(bytes.slice(-600));
  for (const name of ['01-narrator.wav', '01-narrator.srt', '03-ben.wav', '03-ben.srt', 'receipt.json'])
    expect(listed).toContain(name);
  expect(exportEnding({ ...settings, cut: 'speakers' })).toBe('zip');
  expect(exportEnding({ ...settings, captions: ['vtt'] })).toBe('zip');
  expect(exportEnding({ ...settings, format: 'flac' })).toBe('flac');
});

test('captions say who speaks, and when to the millisecond', () => {
  const [whole] = project().planOf('whole');
  const captions = captionsOf(whole!);
  const start = whole!.rows[6]!.startSample / RATE_HZ;
  expect(captions[6]).toEqual({
    startSeconds: start,
    endSeconds: start + 0.7,
    speaker: 'Anna',
    text: 'No & never.',
  });
  expect(captions.map((caption) => caption.text).slice(2, 4)).toEqual(['One', 'Are you cold?']);
  const first = { startSeconds: 3723.0004, endSeconds: 3724.5, speaker: 'Anna', text: 'No & never.' };
  expect(writeCaptions([first, { ...first, speaker: '' }], 'srt')).toBe(
    '1\n01:02:03,000 --> 01:02:04,500\nAnna: No & never.\n\n2\n01:02:03,000 --> 01:02:04,500\nNo & never.\n',
  );
  expect(writeCaptions([first], 'vtt')).toBe(
    'WEBVTT\n\n01:02:03.000 --> 01:02:04.500\n<v Anna>No &amp; never.\n',
  );
});

test('a long sentence has several captions, which follow each other', () => {
  const words = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ');
  const [whole] = project(`${words}.`).planOf('whole');
  const captions = captionsOf(whole!);
  expect(captions.length).toBeGreaterThan(3);
  expect(captions.map((caption) => caption.text).join(' ')).toBe(`${words}.`);
  for (const [index, { text: shown, startSeconds, endSeconds }] of captions.entries()) {
    expect(shown.length).toBeLessThanOrEqual(84);
    expect(endSeconds).toBeGreaterThan(startSeconds);
    expect(startSeconds).toBeGreaterThanOrEqual(captions[index - 1]?.endSeconds ?? 0);
  }
});

test('an export has the loudness that was asked for, also where each chapter is a file', async () => {
  async function* tone(take: Take): AsyncGenerator<Float32Array, void> {
    yield Float32Array.from({ length: take.sampleCount }, (_, at) => 0.02 * Math.sin(at / 6));
  }
  const file = await exported({ targetLufs: -19 }, tone);
  const meter = new LoudnessMeter(RATE_HZ);
  meter.add(readWav(file).samples);
  expect(Math.abs(meter.integratedLufs! + 19)).toBeLessThan(0.2);
  // Nothing is limited here: the last row of a chapter has the same samples as in the whole.
  const { rows, sampleCount } = project().planOf('whole')[0]!;
  const from = file.length - 2 * (sampleCount - rows.at(-1)!.startSample);
  const chapters = await exported({ targetLufs: -19, cut: 'chapters' }, tone);
  expect(
    Buffer.from(chapters).includes(
      Buffer.from(file).subarray(from, from + 2 * rows.at(-1)!.take.sampleCount),
    ),
  ).toBe(true);
});
