import {
  PLAYBACK_PROCESSOR_NAME,
  type PlaybackFeed,
  type PlaybackOptions,
} from '../src/platform/webaudio/playback-protocol';
import { PlaybackStation } from '../src/platform/webaudio/playback-station';

// The audio thread's globals. Its library of types contradicts the page's, and these few are all that is
// used.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(
  name: string,
  processor: new (options: { processorOptions: PlaybackOptions }) => AudioWorkletProcessor,
): void;

class PlaybackProcessor extends AudioWorkletProcessor {
  readonly #station: PlaybackStation;

  constructor(options: { processorOptions: PlaybackOptions }) {
    super();
    this.#station = new PlaybackStation(options.processorOptions, sampleRate);
    this.port.onmessage = (event: MessageEvent<PlaybackFeed>) => this.#station.connect(event.data.port);
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    return this.#station.render(outputs[0]![0]!);
  }
}

registerProcessor(PLAYBACK_PROCESSOR_NAME, PlaybackProcessor);
