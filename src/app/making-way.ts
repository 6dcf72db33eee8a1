/** Work and sound of the page that can be in each other's way. */
export type Activity =
  | 'speaking'
  | 'making'
  | 'playing'
  | 'preview'
  | 'recording'
  | 'loading'
  | 'checking'
  | 'measuring'
  | 'rehearsing'
  | 'installing';

/** Rows: what begins, `silence` being a press on Stop. Columns: what it stops. */
export const makesWay = {
  speaking: ['preview', 'playing', 'making', 'measuring', 'rehearsing', 'recording'],
  // The studio makes sentences, heard or not.
  making: ['speaking', 'measuring', 'rehearsing'],
  playing: ['preview', 'recording'],
  preview: ['playing', 'recording'],
  // Sound that is heard now would be recorded too.
  recording: ['preview', 'playing'],
  loading: ['preview', 'speaking', 'making', 'playing', 'checking', 'measuring', 'rehearsing'],
  checking: ['measuring', 'rehearsing'],
  measuring: ['rehearsing'],
  rehearsing: ['measuring'],
  installing: ['measuring', 'rehearsing'],
  silence: ['preview', 'speaking', 'making', 'playing', 'recording'],
} as const satisfies Readonly<Record<Activity | 'silence', readonly Activity[]>>;

/** Stops what the table says. A second speech, preview or load replaces the first by itself. */
export class MakingWay {
  readonly #stops = new Map<Activity, () => void>();

  /** @param stop does nothing when the activity is not going on. */
  stopWith(activity: Activity, stop: () => void): void {
    this.#stops.set(activity, stop);
  }

  begin(activity: keyof typeof makesWay): void {
    for (const other of makesWay[activity]) this.#stops.get(other)?.();
  }
}
