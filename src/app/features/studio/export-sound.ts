import { fail } from '../../../core/failure';
import { exportPlan } from '../../../core/studio/export-plan';
import { fileSlug } from '../../../core/studio/file-slug';
import { titleOf } from '../../../core/studio/project';
import { writeReceipt } from '../../../core/studio/receipt';
import type { Take } from '../../../core/studio/take';
import { type ExportSettings, exportEnding, writeExport } from '../../../core/studio/write-export';
import { soundFormats } from '../../../platform/media/sound-formats';
import { nextTask } from '../../../platform/threads/next-task';
import type { ControllerParts } from '../../controller-parts';
import { manifestOf } from '../models/models-slice';
import type { DraftEditor } from './draft-editor';
import type { ProjectKeeper } from './project-keeper';
import { projectReceipt } from './project-receipt';
import type { RowMaker } from './row-maker';
import type { RowSounds } from './row-sounds';
import { timelineIn } from './studio-view';

export type ExportSources = ControllerParts & {
  readonly sounds: RowSounds;
  readonly maker: RowMaker;
  readonly keeper: ProjectKeeper;
  readonly editor: DraftEditor;
};

/** `share` of the work that is done, 0 … 1. */
export type ExportProgress = { readonly type: 'making' | 'writing'; readonly share: number };

/**
 * Writes the open project into files; what is not made yet is made first. Must be called inside a click.
 * @returns whether something was saved: a person may choose no place.
 * @throws FailureError that says what is in the way; the signal's reason when aborted.
 */
export async function exportSound(
  sources: ExportSources,
  settings: ExportSettings,
  onProgress: (progress: ExportProgress) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const { store, ports, sounds, keeper } = sources;
  const draft = () => store.getState().studio!.project.draft;
  const file = await ports.saveFile(`${fileSlug(titleOf(draft()))}.${exportEnding(settings)}`);
  if (!file) return false;
  try {
    await makeAll(sources, onProgress, signal);
    const { endSeconds } = draft();
    const timeline = timelineIn(store.getState());
    const planOf = (cut: ExportSettings['cut']) => exportPlan(timeline, endSeconds, titleOf(draft()), cut);
    async function* soundOf(take: Take): AsyncGenerator<Float32Array, void> {
      const sound = await sounds.of(take, signal);
      for await (const { samples } of sound.follow(0, signal)) yield samples;
      // Sound that is in memory would keep the page from answering.
      await nextTask();
    }
    const report = (done: number, total: number) => onProgress({ type: 'writing', share: done / total });
    const receipt = await projectReceipt(store.getState(), (id) => keeper.codes(id));
    const receipts = {
      whole: writeReceipt(receipt),
      part: writeReceipt({ ...receipt, settings: [], takes: [] }),
    };
    const parts = { soundOf, formats: soundFormats, sink: file, receipts, onProgress: report };
    await writeExport(planOf(settings.cut), planOf('whole')[0]!, settings, parts, signal);
    await file.close();
    return true;
  } catch (error) {
    await file.discard().catch(() => {});
    throw error;
  }
}

/** Makes what has no take. @throws FailureError where something cannot be made, or was stopped. */
async function makeAll(
  { store, maker }: ExportSources,
  onProgress: (progress: ExportProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const { rows, totalSeconds } = timelineIn(store.getState());
  if (rows.length === 0) fail('bad-request', 'There is nothing to export yet: write something first.');
  const unmade = () => timelineIn(store.getState()).rows.filter(({ take }) => !take);
  const stopFollowing = store.subscribe((state) => {
    const { unmadeSeconds } = timelineIn(state);
    onProgress({ type: 'making', share: 1 - unmadeSeconds / totalSeconds });
  });
  const stop = () => maker.stop();
  signal.addEventListener('abort', stop);
  try {
    if (unmade().length > 0) maker.fill();
    await maker.atRest;
  } finally {
    stopFollowing();
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
  const [missing] = unmade();
  if (missing)
    fail(
      'bad-request',
      `Nothing was exported, because “${missing.row.text}” is not made yet. Make it, or change its words, and export again.`,
    );
  const model = manifestOf(store.getState())?.id;
  const other = timelineIn(store.getState()).rows.find(({ take }) => take?.model !== model);
  if (other)
    fail(
      'bad-request',
      `The take of “${other.row.text}” was made by another model. Choose another take of it, or load that model.`,
    );
}
