import { encodeWav } from '../../core/pcm/wav-writer';

/** Actions of the keys of a keyboard, a headset or a lock screen. */
export type MediaActions = {
  readonly play: () => void;
  readonly pause: () => void;
  readonly stop: () => void;
  /** A sentence on (1) or back (-1). */
  readonly skipRow: (step: 1 | -1) => void;
  readonly skipSeconds: (seconds: number) => void;
  readonly seek: (seconds: number) => void;
};

/** The state that the system shows; null takes it away. */
export type MediaShown = {
  readonly title: string;
  readonly isPlaying: boolean;
  readonly seconds: number;
  readonly totalSeconds: number;
  readonly speed: number;
};

export type MediaKeys = {
  readonly obey: (actions: MediaActions) => void;
  readonly show: (shown: MediaShown | null) => void;
};

const SILENCE_RATE_HZ = 8000;
/** Chromium gives media keys to sound of more than five seconds. Source: Chromium, media/session, kMinDuration. */
const SILENCE_SECONDS = 10;

/**
 * The keys of the system. Browsers give them to media elements and not to Web Audio, so an element plays silence, round
 * and round, while speech is heard. Does nothing where there is no media session.
 */
export function mediaKeys(page: Navigator): MediaKeys {
  const session = page.mediaSession as MediaSession | undefined;
  let silence: HTMLAudioElement | null = null;
  return {
    obey(actions) {
      if (!session) return;
      // Made here, because the press that begins the speech has enough to do.
      silence ??= silentElement();
      const handlers: Partial<Record<MediaSessionAction, MediaSessionActionHandler>> = {
        play: actions.play,
        pause: actions.pause,
        stop: actions.stop,
        previoustrack: () => actions.skipRow(-1),
        nexttrack: () => actions.skipRow(1),
        seekbackward: ({ seekOffset }) => actions.skipSeconds(-(seekOffset ?? 5)),
        seekforward: ({ seekOffset }) => actions.skipSeconds(seekOffset ?? 5),
        seekto: ({ seekTime }) => actions.seek(seekTime ?? 0),
      };
      for (const [action, handler] of Object.entries(handlers)) {
        try {
          session.setActionHandler(action as MediaSessionAction, handler);
        } catch {
          // The browser does not know this one.
        }
      }
    },
    show(shown) {
      if (!session) return;
      if (!shown) {
        silence?.pause();
        session.playbackState = 'none';
        return;
      }
      if (shown.isPlaying) {
        // A refusal leaves the keys to whoever has them.
        silence?.play().catch(() => {});
      } else silence?.pause();
      session.metadata = new MediaMetadata({ title: shown.title, artist: 'Pagevoice' });
      session.playbackState = shown.isPlaying ? 'playing' : 'paused';
      const { totalSeconds, seconds, speed } = shown;
      session.setPositionState?.({
        duration: totalSeconds,
        position: Math.min(seconds, totalSeconds),
        playbackRate: speed,
      });
    },
  };
}

function silentElement(): HTMLAudioElement {
  const wav = encodeWav(new Float32Array(SILENCE_SECONDS * SILENCE_RATE_HZ), SILENCE_RATE_HZ, 'pcm16');
  const element = new Audio(URL.createObjectURL(new Blob([wav], { type: 'audio/wav' })));
  element.loop = true;
  return element;
}
