import type { SpeechStats } from '../speech/speech-event';
import type { Opening } from './speak-ask';

/** Headers of a reply: the model and voice that spoke, and the seed that repeats it. */
export function noteHeaders({
  manifest,
  voices,
  seed,
  sampleRateHz,
  ignored,
}: Opening): Record<string, string> {
  return {
    ...(ignored.length > 0 && { 'x-pagevoice-ignored': ignored.join(', ') }),
    'x-pagevoice-model': headerText(manifest.id),
    'x-pagevoice-voice': headerText(voiceLabel(voices)),
    'x-pagevoice-seed': String(seed),
    'x-pagevoice-sample-rate': String(sampleRateHz),
  };
}

/** The same as a field of a reply, with what came out. */
export function noteField(
  { manifest, voices, seed, speed, ignored }: Opening,
  stats: SpeechStats,
  warnings: readonly string[],
) {
  return {
    model: manifest.id,
    voice: voiceLabel(voices),
    seed,
    audio_seconds: stats.audioSeconds / speed,
    real_time_factor: stats.realTimeFactor,
    warnings,
    ignored,
  };
}

/** Names of the speakers in their order; `model` where the model makes up a voice. */
function voiceLabel(voices: Opening['voices']): string {
  return voices.length === 0 ? 'model' : voices.map(({ id }) => id).join(',');
}

/** Headers hold visible ASCII; a name may hold anything. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
