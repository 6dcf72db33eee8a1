import { fail } from '../core/failure';
import type { Manifest } from '../core/package/manifest';
import { checkReferenceAudio, usableStart, usedPart } from '../core/pcm/reference-audio';
import type { SpeechEngine } from '../core/speech/speech-engine';
import type { PagevoicePorts } from './pagevoice-ports';
import type { ClonedVoice } from './speech-input';

/** Somebody's voice, who has agreed to it. */
export type Recording = {
  /** 5 to 15 seconds of clear speech; any sound file that the browser reads. */
  readonly audio: Blob;
  /** The words of the recording, exactly. */
  readonly transcript: string;
  /** Left out: “Voice 1”, “Voice 2” … */
  readonly name?: string;
};

/**
 * @throws FailureError 'bad-audio' for a recording that cannot be used, 'bad-request' without a transcript.
 */
export async function cloneVoice(
  recording: Recording,
  engine: SpeechEngine,
  manifest: Manifest,
  ports: Pick<PagevoicePorts, 'decodeAudio' | 'newId'>,
  signal: AbortSignal,
): Promise<ClonedVoice> {
  const { audio, transcript, name } = recording ?? {};
  if (!(audio instanceof Blob))
    fail('bad-request', 'The recording has no “audio”. Give a File or a Blob with a sound file.', {
      field: 'audio',
    });
  if (typeof transcript !== 'string' || transcript.trim() === '')
    fail('bad-request', 'The recording has no “transcript”. Write down what it says, word for word.', {
      field: 'transcript',
    });
  const { sampleRateHz } = manifest.spec.codec;
  const samples = await ports.decodeAudio(audio, sampleRateHz);
  signal.throwIfAborted();
  const used = usedPart(samples, sampleRateHz, usableStart(samples, sampleRateHz));
  checkReferenceAudio(used, sampleRateHz);
  const grid = await engine.encodeReference(used.slice(), sampleRateHz, signal);
  const id = ports.newId();
  return { id, name: name ?? `Voice ${id}`, transcript, grid };
}
