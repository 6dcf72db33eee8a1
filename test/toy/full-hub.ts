import { type RunningHub, serveHub } from '../fakes/hub-server';
import { type PublishedShape, publishedForms, publishedShapes } from './published-shapes';
import { tiledBlocks, tiledParts, tiledValues } from './tiled-values';
import type { ToyFile } from './toy-files';
import { hubFilesOf } from './toy-hub';

const SEED = 20_260;

/** A published checkpoint of full size as a hub has it, seeded: nothing of it is kept, all is made when it is read. */
export function fullHubFiles(shape: PublishedShape, layerCount?: number): Map<string, ToyFile> {
  const { name, ...form } = publishedForms[shape];
  const full = publishedShapes[shape];
  const language = { ...full.language, layerCount: layerCount ?? full.language.layerCount };
  return new Map(
    hubFilesOf(name, {
      ...form,
      shape: { ...full, language },
      encode: tiledValues(SEED),
      mlxParts: tiledParts(SEED),
      ggufBlocks: tiledBlocks(SEED),
    }),
  );
}

export type FullHub = RunningHub & {
  readonly totalBytes: number;
  /** Put on the wire since the start: all of it, and of tensors that speaking never needs. */
  sentBytes(): { readonly all: number; readonly unneeded: number };
};

export async function serveFullHub(shape: PublishedShape, layerCount?: number): Promise<FullHub> {
  const files = fullHubFiles(shape, layerCount);
  const hub = await serveHub(files);
  const unneeded = new Map([...files].map(([path, file]) => [path, unneededRanges(path, file)]));
  return Object.assign(hub, {
    totalBytes: [...files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0),
    sentBytes() {
      const sums = { all: 0, unneeded: 0 };
      for (const { path, first, end } of hub.sent) {
        sums.all += end - first;
        for (const [from, to] of unneeded.get(path) ?? []) {
          sums.unneeded += Math.max(0, Math.min(end, to) - Math.max(first, from));
        }
      }
      return sums;
    },
  });
}

type Range = readonly [from: number, to: number];

/** Where the text heads of a safetensors file lie. */
function unneededRanges(path: string, file: ToyFile): readonly Range[] {
  if (!path.endsWith('.safetensors')) return [];
  const length = Number(new DataView(file.read(0, 8).slice().buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.read(8, length))) as Record<
    string,
    { readonly data_offsets: Range }
  >;
  return Object.entries(header)
    .filter(([name]) => /text_lm_head|tied\.head\./.test(name))
    .map(
      ([
        ,
        {
          data_offsets: [from, to],
        },
      ]) => [8 + length + from, 8 + length + to],
    );
}
