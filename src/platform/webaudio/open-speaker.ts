import { FailureError, fail } from '../../core/failure';
import { RingBuffer } from '../../core/pcm/ring-buffer';
import { say } from '../../core/sentence';
import { ownFiles } from '../files/own-files';
import { sharedMemory } from '../threads/shared-memory';
import { contextRunner } from './context-runner';
import {
  PLAYBACK_PROCESSOR_NAME,
  type PlaybackFeed,
  type PlaybackOptions,
  RING_CAPACITY_SAMPLES,
} from './playback-protocol';
import { SpeakerSink } from './speaker-sink';

/**
 * Lets the browser start its sound service ahead of the first press: a list of devices takes it, and keeps nobody waiting.
 * Without it `new AudioContext` did, and held the page's thread up to 0.7 s behind the first Speak (Chromium 156).
 */
export function wakeSoundService(): void {
  // Pages outside https have no devices.
  (navigator.mediaDevices as MediaDevices | undefined)?.enumerateDevices().catch(() => {});
}

/**
 * Must be called inside a click or key press: the audio context is made and resumed before the first await.
 * @throws FailureError 'unsupported' when the browser has no AudioWorklet or refuses the rate.
 */
export async function openSpeaker(sampleRateHz: number): Promise<SpeakerSink> {
  const context = newContext(sampleRateHz);
  try {
    return await connect(context, sampleRateHz);
  } catch (error) {
    if (context.state !== 'closed') await context.close();
    if (error instanceof FailureError) throw error;
    fail(
      'unsupported',
      say`The browser could not start the sound thread. Reload the page and try again.`,
      undefined,
      error,
    );
  }
}

function newContext(sampleRateHz: number): AudioContext {
  if (typeof AudioContext === 'undefined')
    fail(
      'unsupported',
      say`This browser has no Web Audio, so nothing can be heard here. You can still download the sound.`,
    );
  let context: AudioContext;
  try {
    context = new AudioContext({ sampleRate: sampleRateHz, latencyHint: 'playback' });
  } catch (error) {
    const message = say`This browser refuses to play at ${sampleRateHz} Hz. Use another browser, or download the sound.`;
    fail('unsupported', message, { sampleRateHz }, error);
  }
  // A refusal shows as sound that does not move; it must not become an unhandled rejection.
  context.resume().catch(() => {});
  return context;
}

async function connect(context: AudioContext, sampleRateHz: number): Promise<SpeakerSink> {
  if (!context.audioWorklet) {
    const reason = globalThis.isSecureContext
      ? say`This browser has no AudioWorklet. Update it or use another one`
      : say`Browsers play generated sound only on https or localhost pages. Open this page over https`;
    fail('unsupported', say`${reason}; until then you can download the sound.`);
  }
  const address = ownFiles.workletAddress();
  await context.audioWorklet.addModule(address).catch((error: unknown) => {
    const where = new URL(address, document.baseURI).href;
    const message = say`The script of the sound thread could not be loaded from ${where}. Connect to the network, reload the page and try again.`;
    fail('network', message, { address: where }, error);
  });
  const ring = sharedMemory(RingBuffer.byteLength(RING_CAPACITY_SAMPLES));
  const processorOptions: PlaybackOptions = { ring };
  const node = new AudioWorkletNode(context, PLAYBACK_PROCESSOR_NAME, {
    numberOfInputs: 0,
    outputChannelCount: [1],
    processorOptions,
  });
  const { port1, port2 } = new MessageChannel();
  node.port.postMessage({ type: 'feed', port: port2 } satisfies PlaybackFeed, [port2]);
  node.connect(context.destination);
  const runner = contextRunner(
    context,
    (isInterrupted) => sink.interrupt(isInterrupted),
    () => sink.lose(),
  );
  const seen = () => {
    if (document.visibilityState === 'visible') runner.comeBack();
  };
  document.addEventListener('visibilitychange', seen);
  const sink = new SpeakerSink(sampleRateHz, port1, ring && new RingBuffer(ring), {
    wake: () => runner.wake(),
    rest: () => runner.rest(),
    dispose: async () => {
      document.removeEventListener('visibilitychange', seen);
      runner.dispose();
      node.disconnect();
      if (context.state !== 'closed') await context.close();
    },
  });
  return sink;
}
