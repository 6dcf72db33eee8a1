import type { CodeGrid } from '../../../core/codec/code-grid';
import { createSha256, sha256 } from '../../../core/data/sha256';
import { fail } from '../../../core/failure';
import type { Manifest } from '../../../core/package/manifest';
import type { EngineInfo } from '../../../core/speech/speech-engine';
import { voiceKey, voiceOf } from '../../../core/studio/cast';
import type { Draft } from '../../../core/studio/project';
import { type Receipt, type ReceiptHead, receiptTakes } from '../../../core/studio/receipt';
import type { Take, TakeCodes } from '../../../core/studio/take';
import type { PageState } from '../../store';
import { takeIn } from './studio-view';

const textHash = (text: string) => sha256(new TextEncoder().encode(text));

/** What the open project would be made with now. */
export async function receiptHead(
  draft: Draft,
  manifest: Manifest,
  { backend, graphTarget }: EngineInfo,
): Promise<ReceiptHead> {
  const speakers = [...new Set(draft.rows.map(({ speaker }) => speaker))];
  const hashes = speakers.map(async (name) => [name, await textHash(voiceKey(voiceOf(draft.cast, name)))]);
  return {
    textHash: await textHash(draft.text),
    voiceHashes: Object.fromEntries(await Promise.all(hashes)),
    model: manifest.id,
    modelHash: await textHash(JSON.stringify(manifest.shards.map((shard) => shard.sha256))),
    runtime: `${backend}, ${graphTarget}`,
  };
}

/** The receipt of the open project, all of whose rows are made. */
export async function projectReceipt(
  state: PageState,
  codesOf: (takeId: string) => Promise<TakeCodes | null>,
): Promise<Receipt> {
  const { studio, model } = state;
  if (!studio || model.type !== 'ready')
    return fail('model-not-loaded', 'No model is loaded. Load one first.');
  const { draft } = studio.project;
  const byId = new Map([...studio.takes.values()].flat().map((take) => [take.id, take]));
  const takeOf = (row: Draft['rows'][number]) => takeIn(state, row);
  const heard = draft.rows.flatMap((row) => takeOf(row) ?? []);
  return {
    ...(await receiptHead(draft, model.manifest, model.info)),
    ...receiptTakes(draft.rows, takeOf, (id) => byId.get(id)),
    codesHash: await codesHash(heard, codesOf),
  };
}

/** SHA-256 of the codes of takes, 16 bits each, little-endian. */
export async function codesHash(
  takes: readonly Take[],
  codesOf: (takeId: string) => Promise<TakeCodes | null>,
): Promise<string> {
  const hash = await createSha256();
  for (const { id } of takes) for (const grid of (await codesOf(id)) ?? []) hash.update(bytesOf(grid));
  return hash.finish();
}

function bytesOf({ codes }: CodeGrid): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * codes.length));
  for (const [at, code] of codes.entries()) view.setUint16(2 * at, code, true);
  return new Uint8Array(view.buffer);
}
