import { speechProfile } from '../speech/profile-of';
import type { SpokenPiece } from '../speech/speech-event';
import { sentenceTimes, type TimedText, wordTimes } from '../speech/speech-times';
import { textLanguage } from '../text/speech-profile';
import type { Timing } from './asked-fields';
import type { Opening } from './speak-ask';

/**
 * When words and sentences of a text are heard, in seconds. `timestamps` has the form of Kokoro-FastAPI's
 * captions; `estimated` is false where both ends are known exactly.
 */
export function captionsOf(
  text: string,
  pieces: readonly SpokenPiece[],
  timing: Timing | null,
  { manifest, sampleRateHz, speed }: Opening,
) {
  if (timing === null) return {};
  const stretch = ({ startSample, endSample, isEstimated }: TimedText) => ({
    start_time: startSample / (sampleRateHz * speed),
    end_time: endSample / (sampleRateHz * speed),
    estimated: isEstimated,
  });
  const language = textLanguage(speechProfile(manifest));
  return {
    ...(timing.words && {
      timestamps: pieces
        .flatMap((piece) => wordTimes(text, piece))
        .map((word) => ({ word: word.text, ...stretch(word) })),
    }),
    ...(timing.sentences && {
      sentence_timestamps: sentenceTimes(text, pieces, language).map((sentence) => ({
        text: sentence.text,
        ...stretch(sentence),
      })),
    }),
  };
}
