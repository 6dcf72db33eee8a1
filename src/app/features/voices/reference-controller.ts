import type { CodeGrid } from '../../../core/codec/code-grid';
import { type Failure, fail } from '../../../core/failure';
import {
  checkReferenceAudio,
  LONGEST_REFERENCE_SECONDS,
  usableStart,
  usedPart,
} from '../../../core/pcm/reference-audio';
import { encodeWav } from '../../../core/pcm/wav-writer';
import { say } from '../../../core/sentence';
import type { MicrophoneRecording } from '../../../platform/webaudio/start-recording';
import type { ControllerParts } from '../../controller-parts';
import { toFailure } from '../../failures';
import type { ReferenceState } from './voices-slice';

/** A recording ends by itself a little before it would be too long to be used. */
const LONGEST_RECORDING_MILLISECONDS = 1000 * (LONGEST_REFERENCE_SECONDS - 0.5);

type Sound = {
  readonly name: string;
  /** The whole recording, mono. */
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  /** Sample where the part begins that is used. */
  readonly start: number;
};

export type ReferenceController = ReturnType<typeof createReferenceController>;

/** Takes a person's own voice from the microphone or a file, and makes codes of it when they are first needed. */
export function createReferenceController({ store, ports, way }: ControllerParts) {
  let microphone: MicrophoneRecording | null = null;
  let isAsking = false;
  let ending: ReturnType<typeof setTimeout> | undefined;
  let kept: Sound | null = null;
  /** Codes belong to one model: `packageUrl` says to which. */
  let known: { readonly packageUrl: string; readonly grid: CodeGrid } | null = null;
  let url: string | null = null;
  way.stopWith('recording', () => void stopRecording());

  async function record(): Promise<void> {
    way.begin('recording');
    if (microphone || isAsking) return;
    isAsking = true;
    try {
      microphone = await ports.startRecording();
      ending = setTimeout(() => void stopRecording(), LONGEST_RECORDING_MILLISECONDS);
      show({ type: 'recording' });
    } catch (error) {
      showFailure(error);
    } finally {
      isAsking = false;
    }
  }

  async function stopRecording(): Promise<void> {
    clearTimeout(ending);
    const recording = microphone;
    microphone = null;
    if (!recording) return;
    try {
      await read(await recording.stop(), 'My recording');
    } catch (error) {
      showFailure(error);
    }
  }

  async function takeFile(file: File): Promise<void> {
    cancelRecording();
    try {
      await read(file, file.name);
    } catch (error) {
      showFailure(error);
    }
  }

  /** Takes another part of a recording that is too long to be used whole. */
  function trim(startSeconds: number): void {
    if (!kept) return;
    const { samples, sampleRateHz } = kept;
    const latest = samples.length - LONGEST_REFERENCE_SECONDS * sampleRateHz;
    const sound = {
      ...kept,
      start: Math.max(0, Math.min(Math.round(startSeconds * sampleRateHz), latest)),
    };
    keep(sound);
    try {
      checkReferenceAudio(partOf(sound), sampleRateHz);
      showKept(sound, null);
    } catch (error) {
      showKept(sound, toFailure(error));
    }
  }

  function drop(): void {
    cancelRecording();
    forget();
    show({ type: 'absent' });
  }

  /** @returns codes for the model that is loaded now, null without a recording. */
  async function codes(signal: AbortSignal): Promise<CodeGrid | null> {
    const { model } = store.getState();
    const sound = kept;
    if (!sound || model.type !== 'ready') return null;
    const packageUrl = model.choice.url;
    if (known?.packageUrl === packageUrl) return known.grid;
    const grid = await ports.engine.encodeReference(partOf(sound), sound.sampleRateHz, signal);
    if (kept === sound) known = { packageUrl, grid };
    return grid;
  }

  async function read(file: Blob, name: string): Promise<void> {
    const { model } = store.getState();
    if (model.type !== 'ready')
      fail('model-not-loaded', say`Wait until the model is loaded, then choose a recording.`);
    show({ type: 'reading', name });
    if (file.size === 0) fail('bad-audio', say`“${name}” is empty (0 bytes). Choose another file.`);
    const { sampleRateHz } = model.manifest.spec.codec;
    const samples = await ports.decodeAudio(file, sampleRateHz);
    const sound = { name, samples, sampleRateHz, start: usableStart(samples, sampleRateHz) };
    checkReferenceAudio(partOf(sound), sampleRateHz);
    keep(sound);
    showKept(sound, null);
  }

  /** The preview is what will be used, in a format that every browser plays. */
  function keep(sound: Sound): void {
    forget();
    kept = sound;
    const wav = encodeWav(partOf(sound), sound.sampleRateHz, 'pcm16');
    url = ports.previewUrl(new Blob([wav], { type: 'audio/wav' }));
  }

  function showKept(sound: Sound, problem: Failure | null): void {
    show({
      type: 'ready',
      name: sound.name,
      seconds: sound.samples.length / sound.sampleRateHz,
      startSeconds: sound.start / sound.sampleRateHz,
      usedSeconds: partOf(sound).length / sound.sampleRateHz,
      previewUrl: url!,
      problem,
    });
  }

  function cancelRecording(): void {
    clearTimeout(ending);
    microphone?.cancel();
    microphone = null;
  }

  function forget(): void {
    kept = null;
    known = null;
    if (url) ports.revokePreviewUrl(url);
    url = null;
  }

  /** A recording that is there stays. */
  function showFailure(error: unknown): void {
    const failure = toFailure(error);
    if (kept) showKept(kept, failure);
    else show({ type: 'failed', failure });
  }

  function show(reference: ReferenceState): void {
    store.setState({ reference });
  }

  return { record, stopRecording, takeFile, trim, drop, codes };
}

function partOf({ samples, sampleRateHz, start }: Sound): Float32Array {
  return usedPart(samples, sampleRateHz, start);
}
