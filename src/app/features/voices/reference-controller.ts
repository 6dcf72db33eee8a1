import type { CodeGrid } from '../../../core/codec/code-grid';
import { type Failure, fail } from '../../../core/failure';
import { checkReferenceAudio } from '../../../core/pcm/reference-audio';
import { outlineOf, referenceFlaws } from '../../../core/pcm/reference-flaws';
import { firstPart, type ReferencePart, trimmedPart } from '../../../core/pcm/reference-part';
import { encodeWav } from '../../../core/pcm/wav-writer';
import { castVoiceOfOwn, type VoiceOfCodes } from '../../../core/studio/own-voice';
import type { MicrophoneRecording } from '../../../platform/webaudio/start-recording';
import type { ControllerParts } from '../../controller-parts';
import { toFailure } from '../../failures';
import type { ReferenceState } from './voices-slice';

/** A recording ends by itself after this time; the best part of it is chosen afterwards. */
export const LONGEST_RECORDING_SECONDS = 60;
/** Stretches of the drawing of a recording. */
const OUTLINE_COUNT = 240;

type Sound = {
  readonly name: string;
  /** The whole recording, mono. */
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  readonly part: ReferencePart;
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
      ending = setTimeout(() => void stopRecording(), 1000 * LONGEST_RECORDING_SECONDS);
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

  /** Moves one end of the part that is used. */
  function trim(edge: keyof ReferencePart, seconds: number): void {
    if (!kept) return;
    const { samples, sampleRateHz, part } = kept;
    const sound = { ...kept, part: trimmedPart(part, edge, seconds, samples.length, sampleRateHz) };
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

  /** @returns the recording, or the kept voice that is chosen, as a request has it; null for any other choice. */
  async function voice(signal: AbortSignal): Promise<VoiceOfCodes | null> {
    const { form, ownVoices } = store.getState();
    const chosen = form.voice;
    if (chosen.type === 'kept') {
      const own = ownVoices.find(({ id }) => id === chosen.id);
      return own ? castVoiceOfOwn(own) : null;
    }
    const grid = chosen.type === 'own' ? await codes(signal) : null;
    return grid && { type: 'codes', grid, transcript: form.referenceTranscript.trim() };
  }

  /** Loudness of the microphone now, 0 … 1; 0 while nothing is recorded. */
  function level(): number {
    return microphone?.level() ?? 0;
  }

  async function read(file: Blob, name: string): Promise<void> {
    const { model } = store.getState();
    if (model.type !== 'ready')
      fail('model-not-loaded', 'Wait until the model is loaded, then choose a recording.');
    show({ type: 'reading', name });
    if (file.size === 0) fail('bad-audio', `“${name}” is empty (0 bytes). Choose another file.`);
    const { sampleRateHz } = model.manifest.spec.codec;
    const samples = await ports.decodeAudio(file, sampleRateHz);
    const sound = { name, samples, sampleRateHz, part: firstPart(samples, sampleRateHz) };
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
    const used = partOf(sound);
    show({
      type: 'ready',
      name: sound.name,
      seconds: sound.samples.length / sound.sampleRateHz,
      startSeconds: sound.part.start / sound.sampleRateHz,
      usedSeconds: used.length / sound.sampleRateHz,
      outline: outlineOf(sound.samples, OUTLINE_COUNT),
      flaws: referenceFlaws(used, sound.sampleRateHz),
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

  return { record, stopRecording, takeFile, trim, drop, codes, voice, level };
}

function partOf({ samples, part }: Sound): Float32Array {
  return samples.subarray(part.start, part.end);
}
