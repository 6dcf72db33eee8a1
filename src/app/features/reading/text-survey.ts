import { FailureError } from '../../../core/failure';
import type { Manifest } from '../../../core/package/manifest';
import { parseSpeechRequest } from '../../../core/speech/parse-speech-request';
import { planVoiceText } from '../../../core/speech/plan-speech';
import { speechProfile } from '../../../core/speech/profile-of';
import type { SpeechRequest } from '../../../core/speech/speech-request';
import { estimateSpeechSeconds } from '../../../core/text/estimate-length';
import type { MappedText } from '../../../core/text/mapped-text';
import { chosenRules, rulesOf } from '../../../core/text/said-text';
import { hasSomethingToSay } from '../../../core/text/something-to-say';
import { type SpeechProfile, textLanguage } from '../../../core/text/speech-profile';
import { inVoiceLetters, unknownLettersSentence, type VoiceLetters } from '../../../core/text/voice-letters';
import { type TextSettings, voiceLetters, voiceText, writtenOut } from '../../../core/text/voice-text';
import { requestOf } from '../settings/page-request';
import { emptyForm, type PageForm } from '../settings/settings-slice';
import type { RuleFact, TextSurvey } from './reading-slice';

/** UTF-16 units read in one go: some milliseconds of work. */
const SLICE_LENGTH = 1500;
/** Slices that are remembered: a whole text of the greatest length, and what was written over. */
const MOST_SLICES = 500;

type Slice = {
  readonly seconds: number;
  readonly hasSomething: boolean;
  /** Words in letters that the voice does not have. */
  readonly foreign: string;
};

/** Every rule of the voice's language with what its package says about it. */
export function ruleFacts(manifest: Manifest): readonly RuleFact[] {
  const profile = speechProfile(manifest);
  const { textRules } = profile;
  const language = textLanguage(profile);
  const usual = chosenRules({ language, rules: textRules });
  return rulesOf(language).map((rule) => ({
    name: rule.name,
    label: rule.label,
    isUsual: usual.includes(rule),
  }));
}

/**
 * Reads a text as the engine will, but in slices, so that the page stays quick, and remembers them: after a
 * key press only what has changed is read again.
 */
export class TextSurveyor {
  readonly #manifest: Manifest;
  readonly #profile: SpeechProfile;
  readonly #voice: VoiceLetters;
  readonly #settings: TextSettings;
  readonly #request: SpeechRequest;
  readonly #slices = new Map<string, Slice>();

  constructor(form: PageForm, manifest: Manifest) {
    this.#manifest = manifest;
    this.#profile = speechProfile(manifest);
    this.#voice = voiceLetters(this.#profile);
    this.#settings = { rules: form.textRules, pronunciations: form.pronunciations };
    this.#request = cuttingOf(form, manifest);
  }

  /** Yields between two slices; the caller may pause there, or give up. */
  *survey(text: string): Generator<void, TextSurvey> {
    let seconds = 0;
    let foreign = '';
    for (const part of slicesOf(text)) {
      const slice = this.#slice(part);
      seconds += slice.seconds;
      foreign += `${slice.foreign} `;
      yield;
    }
    const byLetters = estimateSpeechSeconds(text);
    return {
      text,
      seconds,
      pace: byLetters > 0 && seconds > 0 ? seconds / byLetters : 1,
      letters: unknownLettersSentence(foreign, this.#voice),
    };
  }

  /** @throws FailureError 'bad-request', as the engine does, when nothing of the text is left to say. */
  requireSomethingToSay(text: string): void {
    for (const part of slicesOf(text)) if (this.#slice(part).hasSomething) return;
    voiceText(text, this.#profile, this.#settings);
  }

  #slice(written: string): Slice {
    const known = this.#slices.get(written);
    if (known) return known;
    const read = this.#read(written);
    if (this.#slices.size >= MOST_SLICES) this.#slices.clear();
    this.#slices.set(written, read);
    return read;
  }

  #read(written: string): Slice {
    const out = writtenOut(written, this.#profile, this.#settings);
    const said = inVoiceLetters(out, this.#voice);
    const foreign = this.#foreign(out.text);
    if (!hasSomethingToSay(said.text)) return { seconds: 0, hasSomething: false, foreign };
    return { seconds: this.#seconds(said), hasSomething: true, foreign };
  }

  #seconds(said: MappedText): number {
    try {
      const plan = planVoiceText({ said, warning: null }, this.#request, this.#manifest, []);
      const samples = plan.pieces.reduce((sum, { pauseSamples }) => sum + pauseSamples, plan.endSamples);
      const silence = samples / this.#manifest.spec.codec.sampleRateHz;
      return plan.pieces.reduce((sum, { expected }) => sum + expected.seconds, silence);
    } catch (error) {
      // A pause that is too long, for example: the engine will say so.
      if (error instanceof FailureError) return estimateSpeechSeconds(said.text);
      throw error;
    }
  }

  #foreign(text: string): string {
    const { letters } = this.#voice;
    if (letters === null) return '';
    const all = text.toLowerCase().match(/\p{L}\p{M}*/gu) ?? [];
    return all.filter((letter) => !letters.has(letter)).join(' ');
  }
}

/** A request that cuts texts as this form asks; as usual, where a field holds what no request may. */
function cuttingOf(form: PageForm, manifest: Manifest): SpeechRequest {
  const { chunkMethod, chunkMaxWords, chunkMaxTurns, pauseScale, maxSeconds } = form;
  const cutting = { chunkMethod, chunkMaxWords, chunkMaxTurns, pauseScale, maxSeconds };
  const parse = (change: Partial<PageForm>) =>
    parseSpeechRequest(requestOf({ ...emptyForm, ...change }, manifest, 0, null), manifest, () => 0);
  try {
    return parse(cutting);
  } catch (error) {
    if (error instanceof FailureError) return parse({});
    throw error;
  }
}

/** Cut at a line end, else behind a sentence, else at a space. Joined they are the text again. */
export function* slicesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const to = sliceEnd(text, from, SLICE_LENGTH);
    yield text.slice(from, to);
    from = to;
  }
}

/** @returns where a part that begins at `from` and has about `length` units may end. */
export function sliceEnd(text: string, from: number, length: number): number {
  const most = from + length;
  if (most >= text.length) return text.length;
  const part = text.slice(from, most);
  const ends = [part.lastIndexOf('\n') + 1, lastSentenceEnd(part), part.lastIndexOf(' ') + 1];
  const end = ends.find((at) => at > length / 2) ?? Math.max(...ends);
  if (end > 0) return from + end;
  // One word without an end; its pairs of units stay whole.
  return /[\uD800-\uDBFF]/.test(text[most - 1]!) ? most + 1 : most;
}

function lastSentenceEnd(part: string): number {
  let end = 0;
  for (const match of part.matchAll(/[.!?…。！？]["”’)\]]*\s/gu)) end = match.index + match[0].length;
  return end;
}
