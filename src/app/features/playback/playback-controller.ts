import type { PlayableSound } from '../../../core/pcm/playable-sound';
import type { Speaker, SpeakerReport } from '../../../core/pcm/speaker';
import { USUAL_RATE_HZ } from '../../../core/pcm/usual-rate';
import type { ControllerParts } from '../../controller-parts';
import { sentenceOf, toFailure } from '../../failures';
import { warned } from '../speech/speech-slice';
import { newestTake } from '../speech/takes';
import type { PlaybackState } from './playback-slice';

/** Longest time for which the played part is drawn on by the clock, between two reports of the audio thread. */
const LONGEST_GUESS_SECONDS = 0.2;

export type PlaybackController = ReturnType<typeof createPlaybackController>;

/** Lets a take be heard from any place, while it still grows or later. Generation never waits for it. */
export function createPlaybackController({ store, ports, way }: ControllerParts) {
  let opening: Promise<Speaker> | null = null;
  /** The same once it is open. */
  let opened: Speaker | null = null;
  let unsubscribe = () => {};
  let speakerRateHz = 0;
  let current = new AbortController();
  let startSeconds = 0;
  /** True while the sound is a take, whose place is shown; false for any other sound. */
  let isTakeHeard = true;
  /** A place was chosen, and nothing was heard from it yet: reports are still about the place before. */
  let isSeeking = false;
  let reportedAtSeconds = 0;
  way.stopWith('playing', stop);

  /**
   * Must be called inside the click that will lead to sound: browsers let it start only there.
   * @param sampleRateHz of the model; the usual one before it is known.
   */
  function prepare(sampleRateHz = USUAL_RATE_HZ): void {
    if (opening && speakerRateHz === sampleRateHz && !mustReopen()) {
      wake();
      return;
    }
    dispose();
    speakerRateHz = sampleRateHz;
    const asked = ports.openSpeaker(sampleRateHz);
    opening = asked;
    asked.then(
      (speaker) => {
        if (opening !== asked) return;
        opened = speaker;
        unsubscribe = speaker.onReport(hear);
      },
      () => {}, // reported when something is played
    );
  }

  /** Ends a pause by the system: the sound goes on where it was. Must be called inside a click. */
  function wake(): void {
    opening?.then((speaker) => speaker.wake()).catch(() => {});
  }

  /** Plays the newest take, if there is one. Must be called inside a click. */
  function playFrom(seconds: number): void {
    way.begin('playing');
    const take = newestTake(store.getState());
    if (take) void play(take.sound, seconds);
  }

  /** Replaces what is playing. @returns when it was heard or stopped; never throws. */
  function play(take: PlayableSound, fromSeconds: number): Promise<void> {
    return begin(take, fromSeconds, true);
  }

  /** The same for a sound that is not the take: the take's place stays where it is. */
  function playAside(sound: PlayableSound): Promise<void> {
    return begin(sound, 0, false);
  }

  async function begin(sound: PlayableSound, fromSeconds: number, isTake: boolean): Promise<void> {
    silence();
    const abort = new AbortController();
    current = abort;
    let speaker: Speaker | null = null;
    // Shown at once: a slider that jumps back under a finger would choose the old place again.
    if (isTake) {
      isSeeking = true;
      show({ type: 'buffering', playedSeconds: fromSeconds, underrunCount: 0 });
    }
    try {
      prepare(sound.sampleRateHz);
      speaker = await opening!;
      if (abort.signal.aborted) return;
      isSeeking = false;
      startSeconds = fromSeconds;
      isTakeHeard = isTake;
      const from = Math.round(fromSeconds * sound.sampleRateHz);
      for await (const chunk of sound.follow(from, abort.signal)) await speaker.write(chunk, abort.signal);
      await speaker.finish(abort.signal);
    } catch (error) {
      if (abort.signal.aborted) return;
      speaker?.discard();
      if (isTake) showSilence();
      if (!speaker || speaker.isLost) dispose(); // the next click tries again
      store.setState(warned(sentenceOf(toFailure(error))));
    }
  }

  function stop(): void {
    silence();
    if (isSeeking) showSilence();
  }

  /** Place in the take that is heard now, drawn on from the last report. */
  function playedSecondsNow(): number {
    const { playback } = store.getState();
    if (playback.type !== 'playing') return playback.playedSeconds;
    const since = ports.nowSeconds() - reportedAtSeconds;
    return playback.playedSeconds + Math.min(LONGEST_GUESS_SECONDS, Math.max(0, since));
  }

  function hear(report: SpeakerReport): void {
    if (!isTakeHeard || isSeeking) return;
    const { type, underrunCount } = report;
    const playedSeconds = startSeconds + report.playedSamples / speakerRateHz;
    show({ type, playedSeconds, underrunCount });
  }

  function show(playback: PlaybackState): void {
    reportedAtSeconds = ports.nowSeconds();
    store.setState({ playback });
  }

  function silence(): void {
    current.abort();
    // A speaker that was never opened is silent.
    opening?.then((speaker) => speaker.discard()).catch(() => {});
  }

  /** The place stays where it was put. */
  function showSilence(): void {
    const { playback } = store.getState();
    if (playback.type !== 'silent') show({ ...playback, type: 'silent' });
  }

  /** True after the system stopped the context, which may not restart, or something else closed it. */
  function mustReopen(): boolean {
    return opened !== null && (opened.isLost || opened.report.type === 'paused');
  }

  function dispose(): void {
    unsubscribe();
    opening?.then((speaker) => speaker.dispose()).catch(() => {});
    opening = null;
    opened = null;
  }

  return { prepare, wake, playFrom, play, playAside, stop, playedSecondsNow };
}
