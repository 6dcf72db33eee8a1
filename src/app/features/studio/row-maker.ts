import { fail } from '../../../core/failure';
import { MemorySink } from '../../../core/pcm/memory-sink';
import { say } from '../../../core/sentence';
import { voiceKey, voiceOf } from '../../../core/studio/cast';
import { paceAfter } from '../../../core/studio/gap-free';
import { nextToMake } from '../../../core/studio/row-state';
import type { Row } from '../../../core/studio/rows';
import { type ContextTake, contextTakes } from '../../../core/studio/sentence-request';
import type { Take } from '../../../core/studio/take';
import type { ControllerParts } from '../../controller-parts';
import { sentenceOf, toFailure } from '../../failures';
import { seedOf } from '../settings/page-request';
import { endsModel, problemMet } from '../speech/speech-slice';
import { makeTake } from './make-take';
import type { ProjectKeeper } from './project-keeper';
import { takeSettingsOf } from './project-settings';
import type { RowSounds } from './row-sounds';
import { studioChanged } from './studio-slice';
import { heldBackSeconds, takeIn, takesOf } from './studio-view';

/** Fields of a request that may be wrong for one sentence alone: all others are the same for every sentence. */
const ofSentence: readonly unknown[] = [undefined, 'text', 'voices', 'transcript'];

/** Makes rows one after another: those that were asked for first, then, while someone listens, what has no take. */
export class RowMaker {
  readonly #parts: ControllerParts;
  readonly #sounds: RowSounds;
  readonly #keeper: ProjectKeeper;
  #abort: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();
  /** The rest of the text is made too. */
  #isFilling = false;
  /** The sound of the row that is being made. */
  #current: { readonly rowId: string; readonly sound: MemorySink } | null = null;

  constructor(parts: ControllerParts, sounds: RowSounds, keeper: ProjectKeeper) {
    this.#parts = parts;
    this.#sounds = sounds;
    this.#keeper = keeper;
  }

  /** Sound of a row that is being made, as far as it is there. */
  soundInMaking(rowId: string): MemorySink | null {
    return this.#current?.rowId === rowId ? this.#current.sound : null;
  }

  /** Makes everything that has no take, from the place of listening on. */
  fill(): void {
    this.#isFilling = true;
    this.#run();
  }

  /** Resolves when nothing is being made, whether all is made or not. */
  get atRest(): Promise<void> {
    return this.#running;
  }

  /** Makes one more take of a row. */
  sayAnew(rowId: string): void {
    this.#parts.store.setState(
      studioChanged(({ wanted }) => ({ wanted: [...wanted.filter((id) => id !== rowId), rowId] })),
    );
    this.#run();
  }

  stop(): void {
    this.#isFilling = false;
    this.#abort?.abort();
    this.#parts.store.setState(studioChanged({ wanted: [] }));
  }

  #run(): void {
    if (this.#abort) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.#parts.way.begin('making');
    this.#running = this.#makeAll(abort.signal).finally(() => {
      this.#abort = null;
      this.#parts.store.setState(studioChanged({ makingRowId: null }));
      // Something was asked for in the meantime.
      if (abort.signal.aborted || !this.#next()) return;
      this.#run();
      return this.#running;
    });
  }

  async #makeAll(signal: AbortSignal): Promise<void> {
    const { store } = this.#parts;
    // The text is written to the device before its takes are.
    await this.#keeper.flush();
    for (let row = this.#next(); row && !signal.aborted; row = this.#next()) {
      const rowId = row.id;
      store.setState(
        studioChanged(({ wanted, failed }) => ({
          makingRowId: rowId,
          wanted: wanted.filter((id) => id !== rowId),
          failed: new Map([...failed].filter(([id]) => id !== rowId)),
        })),
      );
      try {
        await this.#make(row, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (this.#isOver(error, rowId)) return;
      } finally {
        this.#current = null;
      }
    }
  }

  /** @returns whether nothing more can be made. */
  #isOver(error: unknown, rowId: string): boolean {
    const { store } = this.#parts;
    const failure = toFailure(error);
    // The sentence is not to blame when the model is gone, or a setting is wrong: it waits until that is mended.
    const isSetting = !ofSentence.includes(failure.details?.field);
    const isOver = isSetting || endsModel.includes(failure.kind);
    if (!isOver)
      store.setState(
        studioChanged(({ failed }) => ({ failed: new Map(failed).set(rowId, sentenceOf(failure)) })),
      );
    if (!isOver && (failure.kind === 'bad-request' || failure.kind === 'prompt-too-long')) return false;
    this.#isFilling = false;
    if (isSetting) this.#parts.way.begin('silence');
    store.setState(problemMet(failure));
    return isOver || failure.kind === 'out-of-memory';
  }

  #next(): Row | null {
    const state = this.#parts.store.getState();
    const { studio } = state;
    if (!studio || state.model.type !== 'ready') return null;
    const { rows } = studio.project.draft;
    for (const id of studio.wanted) {
      const row = rows.find((one) => one.id === id);
      if (row) return row;
    }
    if (!this.#isFilling) return null;
    const at = rows.findIndex(({ id }) => id === studio.hearing.place?.rowId);
    return nextToMake(rows, at, (row) => !studio.failed.has(row.id) && takeIn(state, row) === null);
  }

  async #make(row: Row, signal: AbortSignal): Promise<void> {
    const { store, ports } = this.#parts;
    const state = store.getState();
    const { studio, model, form } = state;
    if (!studio || model.type !== 'ready')
      return fail('model-not-loaded', say`No model is loaded. Load one first.`);
    const { manifest } = model;
    const { draft } = studio.project;
    const voice = voiceOf(draft.cast, row.speaker);
    const settings = takeSettingsOf(form, manifest);
    const seed =
      form.isSeedLocked && takesOf(studio, row.id).length === 0 ? seedOf(form, manifest) : ports.drawSeed();
    const takeOf = (other: Row) => takeIn(state, other);
    const context = await this.#withCodes(
      contextTakes(draft.rows, row.id, voiceKey(voice), manifest.id, takeOf),
    );
    const sound = new MemorySink(manifest.spec.codec.sampleRateHz);
    this.#current = { rowId: row.id, sound };
    const order = { row, voice, settings, seed, context };
    // Only what someone waits for has to be heard before it is whole.
    const isAwaited = studio.hearing.type === 'waiting' && heldBackSeconds(state) === 0;
    const delivery = isAwaited ? 'live' : 'whole';
    const startedAt = ports.nowSeconds();
    const made = await makeTake(ports, manifest, order, delivery, sound, signal);
    if (!made) return;
    const spentSeconds = ports.nowSeconds() - startedAt;
    store.setState(
      studioChanged(({ makingPace }) => ({
        makingPace: paceAfter(makingPace, sound.sampleCount / sound.sampleRateHz, spentSeconds),
      })),
    );
    this.#sounds.keep(made.take.id, sound);
    this.#keeper.addTake(made);
  }

  async #withCodes(takes: readonly Take[]): Promise<readonly ContextTake[]> {
    const all = await Promise.all(
      takes.map(async (take) => ({ take, codes: (await this.#keeper.codes(take.id)) ?? [] })),
    );
    return all.filter(({ codes }) => codes.length > 0);
  }
}
