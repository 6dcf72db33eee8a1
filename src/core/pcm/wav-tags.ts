import { joinBytes } from '../data/join-bytes';
import type { SoundTags } from './sound-tags';

const encoder = new TextEncoder();

/**
 * Chunks of a WAV file before its samples: words in `INFO`, and a cue with a label for each chapter. The comment holds the
 * receipt. Texts are UTF-8. Source: Microsoft, "Multimedia Programming Interface", RIFF.
 */
export function wavTags(tags: SoundTags): Uint8Array<ArrayBuffer> {
  const info = [
    text('INAM', tags.title),
    text('IART', tags.author),
    text('IPRD', tags.album),
    text('ITRK', tags.part ? String(tags.part.number) : ''),
    text('ICMT', tags.receipt),
  ];
  const points = tags.chapters.map(({ startSample }, index) =>
    joinBytes([little(index + 1, startSample), encoder.encode('data'), little(0, 0, startSample)]),
  );
  const labels = tags.chapters.map(({ title }, index) =>
    chunk('labl', [little(index + 1), encoder.encode(`${title}\0`)]),
  );
  return joinBytes([
    list('INFO', info),
    ...(points.length === 0 ? [] : [chunk('cue ', [little(points.length), ...points]), list('adtl', labels)]),
  ]);
}

function list(kind: string, parts: readonly Uint8Array[]): Uint8Array {
  const inside = joinBytes(parts);
  return inside.length === 0 ? inside : chunk('LIST', [encoder.encode(kind), inside]);
}

function text(id: string, words: string): Uint8Array {
  return words === '' ? new Uint8Array() : chunk(id, [encoder.encode(`${words}\0`)]);
}

/** Chunks begin at even places. */
function chunk(id: string, parts: readonly Uint8Array[]): Uint8Array {
  const body = joinBytes(parts);
  return joinBytes([encoder.encode(id), little(body.length), body, new Uint8Array(body.length % 2)]);
}

function little(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [at, value] of values.entries()) view.setUint32(4 * at, value, true);
  return new Uint8Array(view.buffer);
}
