import type { PlayableSound } from '../../core/pcm/playable-sound';
import type { Speaker, SpeakerReport } from '../../core/pcm/speaker';
import type { PageDevices } from './page-devices';
import type { PlaybackState } from './page-state';
import type { PageStore } from './page-store';
import { toFailure } from './to-failure';

/** Between two reports of the audio thread the played part is drawn on by the clock, but not further than this. */
const longestGuessSeconds = 0.2;

/** Lets a take be heard from any place, while it still grows or later. Generation never waits for it. */
export class Playing {
  readonly #store: PageStore;
  readonly #devices: PageDevices;
  #speaker: Promise<Speaker> | null = null;
  #speakerRateHz = 0;
  #abort = new AbortController();
  #startSeconds = 0;
  /** Whether what sounds is the take, whose place is shown, or something else. */
  #isTake = true;
  /** A place was chosen, and nothing was heard from it yet: what is reported still tells of the place before. */
  #isSeeking = false;
  #reportedAtSeconds = 0;

  constructor(store: PageStore, devices: PageDevices) {
    this.#store = store;
    this.#devices = devices;
  }

  /** Must be called inside the click that will lead to sound: browsers let it start only there. */
  prepare(sampleRateHz: number): void {
    if (this.#speaker && this.#speakerRateHz === sampleRateHz) {
      this.wake();
      return;
    }
    this.#dispose();
    this.#speakerRateHz = sampleRateHz;
    this.#speaker = this.#devices.openSpeaker(sampleRateHz);
    this.#speaker.then(
      (speaker) => speaker.onReport((report) => this.#hear(report)),
      () => {}, // told when something is to be played
    );
  }

  /** Inside a click: ends a pause by the system, and the sound goes on where it was. */
  wake(): void {
    this.#speaker?.then((speaker) => speaker.wake()).catch(() => {});
  }

  /** Replaces what is playing. @returns when it was heard or stopped; never throws. */
  play(take: PlayableSound, fromSeconds: number): Promise<void> {
    return this.#play(take, fromSeconds, true);
  }

  /** The same for a sound that is not the take: the take's place stays where it is. */
  playAside(sound: PlayableSound): Promise<void> {
    return this.#play(sound, 0, false);
  }

  async #play(sound: PlayableSound, fromSeconds: number, isTake: boolean): Promise<void> {
    this.#silence();
    const abort = new AbortController();
    this.#abort = abort;
    let speaker: Speaker | null = null;
    // Shown at once: a slider that jumps back under a finger would choose the old place again.
    if (isTake) {
      this.#isSeeking = true;
      this.#show({ type: 'buffering', playedSeconds: fromSeconds, underrunCount: 0 });
    }
    try {
      this.prepare(sound.sampleRateHz);
      speaker = await this.#speaker!;
      if (abort.signal.aborted) return;
      this.#isSeeking = false;
      this.#startSeconds = fromSeconds;
      this.#isTake = isTake;
      const from = Math.round(fromSeconds * sound.sampleRateHz);
      for await (const chunk of sound.follow(from, abort.signal)) await speaker.write(chunk, abort.signal);
      await speaker.finish(abort.signal);
    } catch (error) {
      if (abort.signal.aborted) return;
      speaker?.discard();
      if (isTake) this.#showSilence();
      if (!speaker) this.#speaker = null; // the next click tries again
      this.#store.dispatch({ type: 'warned', message: toFailure(error).message });
    }
  }

  stop(): void {
    this.#silence();
    if (this.#isSeeking) this.#showSilence();
  }

  /** Where the ear is now, drawn on from the last report. */
  playedSecondsNow(): number {
    const { playback } = this.#store.getState();
    if (playback.type !== 'playing') return playback.playedSeconds;
    const since = this.#devices.nowSeconds() - this.#reportedAtSeconds;
    return playback.playedSeconds + Math.min(longestGuessSeconds, Math.max(0, since));
  }

  #hear(report: SpeakerReport): void {
    if (!this.#isTake || this.#isSeeking) return;
    const { type, underrunCount } = report;
    const playedSeconds = this.#startSeconds + report.playedSamples / this.#speakerRateHz;
    this.#show({ type, playedSeconds, underrunCount });
  }

  #show(playback: PlaybackState): void {
    this.#reportedAtSeconds = this.#devices.nowSeconds();
    this.#store.dispatch({ type: 'playback-reported', playback });
  }

  #silence(): void {
    this.#abort.abort();
    // Only an open speaker can be sounding.
    this.#speaker?.then((speaker) => speaker.discard()).catch(() => {});
  }

  /** The place stays where it was put. */
  #showSilence(): void {
    const { playback } = this.#store.getState();
    if (playback.type !== 'silent') this.#show({ ...playback, type: 'silent' });
  }

  #dispose(): void {
    this.#speaker?.then((speaker) => speaker.dispose()).catch(() => {});
    this.#speaker = null;
  }
}
