import { FailureError, fail } from '../failure';
import { MemorySink } from '../pcm/memory-sink';
import type { PcmChunk } from '../pcm/pcm-chunk';
import { clip } from '../pcm/sample-format';
import { say } from '../sentence';
import { parseSpeechRequest } from './parse-speech-request';
import { presetVoice } from './speaker-voices';
import type { SpeechParts } from './speech-run';
import { synthesize } from './synthesizer';

/** Said by a voice that has no recording to be heard; always the same. */
const words = 'Hello, this is how I sound.';
const SEED = 1;

/**
 * Sample of a preset: its reference, decoded as it is; a voice without one says a few words.
 * @throws FailureError 'bad-request' when the model has no such voice; the signal's reason when aborted.
 */
export async function voicePreview(
  voiceId: string,
  parts: SpeechParts,
  signal: AbortSignal,
): Promise<PcmChunk> {
  const { manifest, codec } = parts;
  const { sampleRateHz } = manifest.spec.codec;
  const preset = manifest.voices.find(({ id }) => id === voiceId);
  if (!preset) fail('bad-request', say`This model has no voice "${voiceId}".`, { voice: voiceId });
  const voice = presetVoice(preset);
  if (voice.type !== 'reference')
    return { samples: await spoken(voiceId, parts, signal), sampleRateHz, startSample: 0 };
  const samples = await codec.decode(voice.grid, signal);
  clip(samples);
  return { samples, sampleRateHz, startSample: 0 };
}

async function spoken(voiceId: string, parts: SpeechParts, signal: AbortSignal): Promise<Float32Array> {
  const input = { text: words, voices: [{ type: 'preset', id: voiceId }], seed: SEED };
  const request = parseSpeechRequest(input, parts.manifest, () => SEED);
  const sound = new MemorySink(parts.manifest.spec.codec.sampleRateHz);
  for await (const event of synthesize(parts, request, signal)) {
    if (event.type === 'chunk') await sound.write(event.chunk, signal);
    if (event.type === 'failed') throw new FailureError(event.failure);
  }
  signal.throwIfAborted();
  return sound.samples();
}
