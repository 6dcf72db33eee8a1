import { FailureError } from '../failure';
import { frameRateHz } from '../model/model-spec';
import type { Manifest } from '../package/manifest';
import { promptFormat } from '../prompt/family-format';
import type { Sentence } from '../sentence';
import { chunkText } from '../text/chunk-text';
import { cutText, type Joint } from '../text/cut-text';
import { type ExpectedLength, expectedLength } from '../text/estimate-length';
import type { MappedText } from '../text/mapped-text';
import { splitAtPauses } from '../text/pause-marks';
import { speakerTag } from '../text/speaker-tags';
import { type SpeechProfile, textLanguage } from '../text/speech-profile';
import { type VoiceText, voiceText } from '../text/voice-text';
import { speechProfile } from './profile-of';
import type { SpeechRequest } from './speech-request';

export type PlannedPiece = {
  readonly index: number;
  /** Text as given to the model. */
  readonly text: string;
  readonly sentence: number;
  readonly from: number;
  readonly to: number;
  readonly pauseSamples: number;
  readonly expected: ExpectedLength;
};

export type SpeechPlan = {
  /** The whole text as the model would be given it: the opening of the prompt depends on its speakers. */
  readonly text: string;
  readonly pieces: readonly PlannedPiece[];
  /** Silence behind the last piece. */
  readonly endSamples: number;
  readonly warnings: readonly Sentence[];
};

/** Silence between two pieces, by the mark between them; the pieces keep a tenth of a second of their own. */
export const pauseSecondsAt: Readonly<Record<Joint['mark'], number>> = {
  words: 0,
  clause: 0.2,
  sentence: 0.55,
  line: 0.65,
  paragraph: 0.9,
  speaker: 0.6,
};

/** Unhurried reading, for pieces that fill a part of the longest speech that a request allows. */
const WORDS_PER_SECOND = 2.5;
const PLANNED_SHARE = 0.5;
const FEWEST_WORDS = 5;

/**
 * Cuts the text of a request into pieces and says how each is written for the model, what silence comes
 * before it and how long it should be.
 * @param specialTokens of the model's tokenizer.
 * @throws FailureError 'bad-request' when there is nothing to say.
 */
export function planSpeech(
  request: SpeechRequest,
  manifest: Manifest,
  specialTokens: readonly string[],
): SpeechPlan {
  const voice = voiceText(request.text, speechProfile(manifest), {
    rules: request.textRules,
    pronunciations: request.pronunciations,
  });
  return planVoiceText(voice, request, manifest, specialTokens);
}

/** Like `planSpeech`, for a text or part of one whose spoken form is known. */
export function planVoiceText(
  { said, warning }: VoiceText,
  request: SpeechRequest,
  manifest: Manifest,
  specialTokens: readonly string[],
): SpeechPlan {
  const profile = speechProfile(manifest);
  const { sampleRateHz } = manifest.spec.codec;
  const format = promptFormat(manifest.spec.language.family);
  const prepare = (text: string) => format.prepareText(text, specialTokens);
  const whole = prepare(said.text);
  const { pieces, endSeconds } =
    request.chunkMethod === 'auto'
      ? cutForVoice(said, request, manifest, profile, prepare)
      : cutAsAsked(said, request, (text) => prepare(text).text);
  const before = request.place ?? { pieceCount: 0, sentenceCount: 0 };
  const samples = (seconds: number) => Math.round(seconds * sampleRateHz);
  return {
    text: whole.text,
    warnings: warning === null ? whole.warnings : [warning, ...whole.warnings],
    endSamples: samples(endSeconds),
    pieces: pieces.map(({ joint, ...piece }, at) => {
      const index = before.pieceCount + at;
      const pause = index === 0 ? 0 : request.pauseScale * pauseSecondsAt[joint.mark];
      return {
        ...piece,
        index,
        sentence: before.sentenceCount + piece.sentence,
        pauseSamples: samples(joint.exactSeconds ?? pause),
        expected: expectedLength(piece.text, profile.length),
      };
    }),
  };
}

type CutPiece = Pick<PlannedPiece, 'text' | 'sentence' | 'from' | 'to'> & { readonly joint: Joint };
type Cut = { readonly pieces: readonly CutPiece[]; readonly endSeconds: number };

function cutForVoice(
  said: MappedText,
  request: SpeechRequest,
  manifest: Manifest,
  { pieces: limits, languages }: SpeechProfile,
  prepare: (text: string) => { readonly text: string },
): Cut {
  const limitSeconds = request.maxNewColumns / frameRateHz(manifest.spec.codec);
  const fitting = Math.max(FEWEST_WORDS, Math.floor(PLANNED_SHARE * limitSeconds * WORDS_PER_SECOND));
  const { pieces, endSeconds } = cutText(said.text, {
    maxWords: Math.min(limits.maxWords, fitting),
    maxSentences: limits.maxSentences,
    language: textLanguage({ languages }),
  });
  return {
    endSeconds,
    pieces: pieces.flatMap(({ speaker, text, from, to, sentence, joint }) => {
      const turn = speaker === '' ? text : `${speaker} ${text}`;
      const prepared = speakable(() => prepare(turn).text);
      const { start, end } = said.writtenRange(from, to);
      return prepared === null ? [] : [{ text: prepared, sentence, joint, from: start, to: end }];
    }),
  };
}

/** Cuts by the hosted app's methods, after written pauses. */
function cutAsAsked(said: MappedText, request: SpeechRequest, prepare: (text: string) => string): Cut {
  const { parts, endSeconds } = splitAtPauses(said.text);
  const pieces: CutPiece[] = [];
  // A pause does not end a turn.
  let speaker = '';
  for (const { from, to, exactSeconds } of parts) {
    const part = said.text.slice(from, to);
    const isTurn = part.trimStart().startsWith('[SPEAKER');
    const prepared = speakable(() => prepare(isTurn ? part : `${speaker}${part}`));
    const last = part.match(new RegExp(speakerTag, 'g'))?.at(-1);
    if (last !== undefined) speaker = `${last} `;
    if (prepared === null) continue;
    const { start, end } = said.writtenRange(from, to);
    const chunks = chunkText(prepared, {
      method: request.chunkMethod,
      maxWords: request.chunkMaxWords,
      maxTurns: request.chunkMaxTurns,
    });
    for (const [index, text] of chunks.entries()) {
      const joint =
        index === 0 ? { mark: 'words' as const, exactSeconds } : jointAfter(chunks[index - 1]!, request);
      pieces.push({ text, from: start, to: end, sentence: pieces.length + 1, joint });
    }
  }
  return { pieces, endSeconds };
}

function jointAfter(chunk: string, { chunkMethod }: SpeechRequest): Joint {
  const mark =
    chunkMethod === 'speaker'
      ? 'speaker'
      : chunk.endsWith('\n\n')
        ? 'paragraph'
        : /[.!?。！？…]["'”’)\]]*\s*$/u.test(chunk)
          ? 'sentence'
          : 'words';
  return { mark, exactSeconds: null };
}

/** Null for a stretch without anything to say, such as one that is all special tokens. */
function speakable(prepare: () => string): string | null {
  try {
    return prepare();
  } catch (error) {
    if (error instanceof FailureError && error.failure.kind === 'bad-request') return null;
    throw error;
  }
}
