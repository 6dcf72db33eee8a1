import { fail } from '../../../core/failure';
import { MemorySink } from '../../../core/pcm/memory-sink';
import { say } from '../../../core/sentence';
import { voiceKey, voiceOf } from '../../../core/studio/cast';
import type { MadeTake } from '../../../core/studio/project-store';
import { findReceipt, MAX_RECEIPT_BYTES, type Receipt, type ReceiptHead } from '../../../core/studio/receipt';
import type { Take } from '../../../core/studio/take';
import { t } from '../../language/language';
import type { ExportProgress, ExportSources } from './export-sound';
import { makeTake, type TakeOrder } from './make-take';
import { codesHash, receiptHead } from './project-receipt';
import { takesOf } from './studio-view';

/**
 * Makes the sound of the open project again as the receipt of a file says, and chooses its takes.
 * @returns a sentence that says whether it is the same.
 * @throws FailureError where text, voices or model are others; the signal's reason when aborted.
 */
export async function makeAgain(
  sources: ExportSources,
  file: Blob,
  onProgress: (progress: ExportProgress) => void,
  signal: AbortSignal,
): Promise<string> {
  const { store, ports, maker, keeper, editor, sounds, way } = sources;
  const receipt = findReceipt(new Uint8Array(await file.slice(0, MAX_RECEIPT_BYTES).arrayBuffer()));
  const { studio, model } = store.getState();
  if (!studio || model.type !== 'ready')
    return fail('model-not-loaded', say`No model is loaded. Load one first.`);
  const { draft } = studio.project;
  const now = await receiptHead(draft, model.manifest, model.info);
  refuseOthers(receipt, now);
  maker.stop();
  await maker.atRest;
  way.begin('making');
  const made: (MadeTake | null)[] = [];
  const chosen = new Map<string, Take>();
  for (const [index, entry] of receipt.takes.entries()) {
    signal.throwIfAborted();
    onProgress({ type: 'making', share: index / receipt.takes.length });
    const row = draft.rows[entry.row];
    if (!row) {
      made.push(null);
      continue;
    }
    const order: TakeOrder = {
      row,
      voice: voiceOf(draft.cast, row.speaker),
      settings: receipt.settings[entry.settings]!,
      seed: entry.seed,
      context: entry.context.flatMap((at) => made[at] ?? []),
    };
    const known = takesOf(store.getState().studio ?? studio, row.id).find((take) =>
      isOf(take, order, now.model),
    );
    const codes = known && (await keeper.codes(known.id));
    const sound = new MemorySink(model.manifest.spec.codec.sampleRateHz);
    const next =
      known && codes
        ? { take: known, codes }
        : await makeTake(ports, model.manifest, order, 'whole', sound, signal);
    signal.throwIfAborted();
    if (!next) fail('engine-gone', say`The sentence was not made. Try again.`);
    if (!known) {
      sounds.keep(next.take.id, sound);
      keeper.addTake(next);
    }
    made.push(next);
    if (entry.isHeard) chosen.set(row.id, next.take);
  }
  editor.edit(
    (before) => ({
      ...before,
      rows: before.rows.map((row) => ({ ...row, chosenTakeId: chosen.get(row.id)?.id ?? row.chosenTakeId })),
    }),
    'made again',
  );
  const heard = draft.rows.flatMap((row) => chosen.get(row.id) ?? []);
  const isSame = (await codesHash(heard, (id) => keeper.codes(id))) === receipt.codesHash;
  if (isSame) return t`Made again: every sentence is the same.`;
  return now.runtime === receipt.runtime
    ? t`Made again, but not every sentence is the same: some were made behind words that have left the text.`
    : t`Made again, but not every sentence is the same: the file was made with ${receipt.runtime}, this is ${now.runtime}.`;
}

function isOf(take: Take, { row, voice, settings, seed, context }: TakeOrder, model: string): boolean {
  return (
    take.text === row.text &&
    take.seed === seed &&
    take.model === model &&
    take.voice === voiceKey(voice) &&
    JSON.stringify(take.settings) === JSON.stringify(settings) &&
    take.contextIds.join() === context.map(({ take: shown }) => shown.id).join()
  );
}

function refuseOthers(receipt: Receipt, now: ReceiptHead): void {
  if (receipt.takes.length === 0)
    fail('bad-request', say`This file is a part of an export. Choose the receipt.json of its archive.`);
  if (receipt.textHash !== now.textHash)
    fail(
      'bad-request',
      say`This file was made of another text. Open the project with its text, then try again.`,
    );
  if (receipt.model !== now.model || receipt.modelHash !== now.modelHash)
    fail('bad-request', say`This file was made by the model ${receipt.model}. Load it, then try again.`);
  const other = Object.keys(receipt.voiceHashes).find(
    (name) => receipt.voiceHashes[name] !== now.voiceHashes[name],
  );
  if (other !== undefined)
    fail(
      'bad-request',
      say`${other === '' ? say`The narrator` : other} has another voice in this file. Choose the voice that it was made with, then try again.`,
    );
}
