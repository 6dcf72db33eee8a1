import type { MemorySink } from '../../../core/pcm/memory-sink';
import type { PcmChunk } from '../../../core/pcm/pcm-chunk';
import type { PlayableSound } from '../../../core/pcm/playable-sound';
import { TimeStretch } from '../../../core/pcm/time-stretch';
import type { Row } from '../../../core/studio/rows';
import { awake, type Sleep, sleepIn, sleepPlace } from '../../../core/studio/sleep-timer';
import {
  indexAt,
  type ListeningPlace,
  placeAt,
  secondsAt,
  type Timeline,
  type TimelineRow,
} from '../../../core/studio/timeline';
import type { ControllerParts } from '../../controller-parts';
import { sentenceOf, toFailure } from '../../failures';
import { manifestOf } from '../models/models-slice';
import type { PlaybackController } from '../playback/playback-controller';
import { keepHearing } from './kept-hearing';
import type { ProjectKeeper } from './project-keeper';
import type { RowMaker } from './row-maker';
import type { RowSounds } from './row-sounds';
import { type Hearing, studioChanged } from './studio-slice';
import { heldBackSeconds, takeIn, timelineIn } from './studio-view';

/** A place in what was sent to the speaker, in samples before the change of speed. */
type Mark = { readonly startSample: number; readonly rowId: string; readonly seconds: number };

/** Seconds into a sentence after which “back” means its beginning. */
const BEGINNING_SECONDS = 1.5;

/** Lets the project be heard from any place, row after row, while rows are still made. */
export class StudioPlayer {
  readonly #parts: ControllerParts;
  readonly #playback: PlaybackController;
  readonly #sounds: RowSounds;
  readonly #maker: RowMaker;
  readonly #keeper: ProjectKeeper;
  #marks: Mark[] = [];
  #sampleRateHz = 1;
  #speed = 1;
  /** The stretch that is heard; null in between. */
  #current: object | null = null;

  constructor(
    parts: ControllerParts,
    playback: PlaybackController,
    sounds: RowSounds,
    maker: RowMaker,
    keeper: ProjectKeeper,
  ) {
    this.#parts = parts;
    this.#playback = playback;
    this.#sounds = sounds;
    this.#maker = maker;
    this.#keeper = keeper;
    parts.store.subscribe((state, before) => {
      if (state.playback !== before.playback && this.#current) this.#follow();
    });
  }

  /** Must be called inside a click or key press. At the end it begins anew. */
  play(place: ListeningPlace | null = null): void {
    const manifest = manifestOf(this.#parts.store.getState());
    const timeline = this.#timeline;
    if (!manifest || timeline.rows.length === 0) return;
    const wanted = place ?? this.#place;
    const isAtEnd = !place && secondsAt(timeline, wanted) >= timeline.totalSeconds - 0.05;
    const known = timeline.rows.some(({ row }) => row.id === wanted?.rowId) && !isAtEnd ? wanted : null;
    const from = known ?? { rowId: timeline.rows[0]!.row.id, seconds: 0 };
    this.#parts.way.begin('playing');
    this.#sampleRateHz = manifest.spec.codec.sampleRateHz;
    this.#speed = this.#hearing?.speed ?? 1;
    this.#marks = [];
    const stretch = {};
    this.#current = stretch;
    const isOver = (this.#hearing?.sleep.atMs ?? 0) <= this.#parts.ports.nowMs();
    this.#show({ type: 'waiting', place: from, ...(isOver && { sleep: awake }) });
    this.#maker.fill();
    const sound: PlayableSound = {
      sampleRateHz: this.#sampleRateHz,
      follow: (_, signal) => this.#chunks(from, signal),
    };
    void this.#playback.play(sound, 0).then(() => {
      if (this.#current !== stretch) return;
      this.#current = null;
      this.#show({ type: 'still' });
      this.#keeper.schedule();
    });
  }

  /** Something is to be heard once the model is there. */
  showWaiting(isWaiting: boolean): void {
    if (!this.#current) this.#show({ type: isWaiting ? 'waiting' : 'still' });
  }

  /** Stops the sound only: rows go on being made. */
  pause(): void {
    if (!this.#current) return;
    this.#current = null;
    this.#playback.stop();
    this.#show({ type: 'still' });
    this.#keeper.schedule();
  }

  /** Plays sound that is held back now, with gaps where it runs dry, until all is stopped. */
  startNow(): void {
    this.#show({ isHurried: true });
  }

  /** Nothing more is heard or made. */
  stop(): void {
    this.#show({ isHurried: false });
    this.#maker.stop();
    this.pause();
  }

  /** Must be called inside a click or key press. Plays on from there, or puts the place there. */
  goTo(place: ListeningPlace | null): void {
    if (!place) return;
    if (this.#current) this.play(place);
    else {
      this.#show({ place });
      this.#keeper.schedule();
    }
  }

  /** @param seconds of the whole. */
  seek(seconds: number): void {
    this.goTo(placeAt(this.#timeline, Math.max(0, seconds)));
  }

  skipSeconds(seconds: number): void {
    this.seek(secondsAt(this.#timeline, this.#place) + seconds);
  }

  /** @param step 1: the next sentence; -1: the beginning of this one, or the one before. */
  skipRow(step: 1 | -1): void {
    const { rows } = this.#timeline;
    const place = this.#place;
    const at = rows.findIndex(({ row }) => row.id === place?.rowId);
    const isInside = step === -1 && (place?.seconds ?? 0) > BEGINNING_SECONDS;
    const found = rows[isInside ? at : Math.max(0, at + step)];
    if (found) this.goTo({ rowId: found.row.id, seconds: 0 });
  }

  adjust(change: Partial<Pick<Hearing, 'speed' | 'volume'>>): void {
    this.#show(change);
    if (this.#hearing) keepHearing(this.#parts.ports.notes, this.#hearing);
    if (this.#current) this.play(this.#place);
  }

  setSleep(choice: Sleep['choice']): void {
    this.#show({ sleep: sleepIn(choice, this.#parts.ports.nowMs()) });
  }

  get #hearing(): Hearing | undefined {
    return this.#parts.store.getState().studio?.hearing;
  }

  get #place(): ListeningPlace | null {
    return this.#hearing?.place ?? null;
  }

  get #timeline(): Timeline {
    return timelineIn(this.#parts.store.getState());
  }

  #show(change: Partial<Hearing>): void {
    this.#parts.store.setState(studioChanged(({ hearing }) => ({ hearing: { ...hearing, ...change } })));
  }

  /** The place of listening from what the speaker has reported. */
  #follow(): void {
    const { playback } = this.#parts.store.getState();
    const played = playback.playedSeconds * this.#sampleRateHz * this.#speed;
    const mark = this.#marks.findLast(({ startSample }) => startSample <= played);
    const place = mark && {
      rowId: mark.rowId,
      seconds: mark.seconds + Math.max(0, played - mark.startSample) / this.#sampleRateHz,
    };
    const type = playback.type === 'playing' ? 'playing' : playback.type === 'silent' ? null : 'waiting';
    this.#show({ ...(type && { type }), ...(place && { place }) });
    this.#keeper.notePlace();
    const later = place && sleepPlace(this.#hearing!.sleep, this.#timeline, place, this.#parts.ports.nowMs());
    if (!later) return;
    this.pause();
    this.#show({ place: later, sleep: awake });
  }

  async *#chunks(from: ListeningPlace, signal: AbortSignal): AsyncGenerator<PcmChunk, void> {
    const { volume = 1 } = this.#hearing ?? {};
    const stretch = new TimeStretch(this.#sampleRateHz, this.#speed);
    const shaped = (samples: Float32Array): PcmChunk => ({
      samples: volume === 1 ? samples : samples.map((sample) => sample * volume),
      sampleRateHz: this.#sampleRateHz,
      startSample: 0,
    });
    for await (const samples of this.#plain(from, signal)) {
      const ready = stretch.push(samples);
      if (ready.length > 0) yield shaped(ready);
    }
    const rest = stretch.finish();
    if (rest.length > 0) yield shaped(rest);
  }

  /** Rows one after the other, with the silence between them; each as the project has it when its turn comes. */
  async *#plain(from: ListeningPlace, signal: AbortSignal): AsyncGenerator<Float32Array, void> {
    let sent = 0;
    for (let place: ListeningPlace | null = from; place; ) {
      const found: TimelineRow | null = this.#rowAt(place.rowId);
      if (!found) return;
      const { row, pauseSeconds } = found;
      await this.#untilGapFree(signal);
      const sound: PlayableSound | null = await this.#soundOf(row, signal);
      const isFirst = place === from;
      const silence = Math.round((isFirst ? 0 : pauseSeconds) * this.#sampleRateHz);
      if (silence > 0) yield new Float32Array(silence);
      sent += silence;
      if (sound) {
        this.#marks.push({ startSample: sent, rowId: row.id, seconds: place.seconds });
        const start = Math.round(place.seconds * this.#sampleRateHz);
        for await (const { samples } of sound.follow(start, signal)) {
          yield samples;
          sent += samples.length;
        }
      }
      const next: TimelineRow | null = this.#rowAfter(row.id);
      place = next && { rowId: next.row.id, seconds: 0 };
    }
  }

  #rowAt(rowId: string): TimelineRow | null {
    return this.#timeline.rows.find(({ row }) => row.id === rowId) ?? null;
  }

  /** The row itself; where it has left the text meanwhile, the one at the place that was heard last. */
  #rowAfter(rowId: string): TimelineRow | null {
    const timeline = this.#timeline;
    const at = timeline.rows.findIndex(({ row }) => row.id === rowId);
    const index = at < 0 ? indexAt(timeline, secondsAt(timeline, this.#place)) : at;
    return timeline.rows[index + 1] ?? null;
  }

  /** While nothing is heard, sound waits until what follows can be made in time. */
  async #untilGapFree(signal: AbortSignal): Promise<void> {
    while (heldBackSeconds(this.#parts.store.getState()) > 0) {
      signal.throwIfAborted();
      this.#maker.fill();
      await this.#change(signal);
    }
  }

  /** The sound of a row, once there is any; null where it cannot be made. */
  async #soundOf(row: Row, signal: AbortSignal): Promise<PlayableSound | null> {
    const { store } = this.#parts;
    for (;;) {
      signal.throwIfAborted();
      const state = store.getState();
      const take = takeIn(state, row);
      if (take) {
        try {
          return await this.#sounds.of(take, signal);
        } catch (error) {
          signal.throwIfAborted();
          const reason = sentenceOf(toFailure(error));
          store.setState(studioChanged(({ failed }) => ({ failed: new Map(failed).set(row.id, reason) })));
          return null;
        }
      }
      const growing: MemorySink | null = this.#maker.soundInMaking(row.id);
      if (growing) return growing;
      // It has left the text meanwhile.
      if (!state.studio?.project.draft.rows.some(({ id }) => id === row.id)) return null;
      if (state.studio.failed.has(row.id) || state.model.type !== 'ready') return null;
      this.#maker.fill();
      await this.#change(signal);
    }
  }

  /** @returns when anything of the studio has changed. */
  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => {
        unsubscribe();
        signal.removeEventListener('abort', leave);
      };
      const leave = () => {
        end();
        reject(signal.reason);
      };
      const unsubscribe = this.#parts.store.subscribe((state, before) => {
        if (state.studio === before.studio && state.model === before.model) return;
        end();
        resolve();
      });
      signal.addEventListener('abort', leave);
    });
  }
}
