import type { CodeGrid } from '../core/codec/code-grid';
import { fail, quote } from '../core/failure';
import type { SpeechRequestInput, VoiceReference } from '../core/speech/speech-request';

/**
 * Input of a speech: a text, or a request of the engine with names for the usual things. A text may also
 * arrive in parts: each sentence is spoken as soon as it is there whole.
 */
export type SpeechInput =
  | string
  | AsyncIterable<string>
  | (Omit<SpeechRequestInput, 'text'> & {
      readonly text: string | AsyncIterable<string>;
      /** Id of a voice that `voices` lists: of the model, or one that `cloneVoice` has made. */
      readonly voice?: string;
      /** How the recording sounds, in words: `scenePrompt` by another name. */
      readonly scene?: string;
      /** Another model than that of the options, as they name it. */
      readonly model?: string;
    });

/** A voice made of a recording, for one codec. */
export type ClonedVoice = {
  readonly id: string;
  readonly name: string;
  readonly transcript: string;
  readonly grid: CodeGrid;
};

/** The request that the engine parses; all but the three names is passed on as it is. */
export function engineRequest(
  input: SpeechInput,
  cloned: ReadonlyMap<string, ClonedVoice>,
): {
  readonly request: SpeechRequestInput;
  /** A text that arrives; that of the request is empty then. */
  readonly arriving: AsyncIterable<string> | null;
  readonly model: string | undefined;
} {
  if (typeof input === 'string') return { request: { text: input }, arriving: null, model: undefined };
  if (isArriving(input)) return { request: { text: '' }, arriving: input, model: undefined };
  if (typeof input !== 'object' || input === null)
    fail('bad-request', `What is to be said is ${quote(input)}. Give a text, or an object with a “text”.`, {
      field: 'text',
    });
  const { voice, scene, model, text, ...request } = input;
  const arriving = isArriving(text) ? text : null;
  if (voice !== undefined && request.voices !== undefined)
    fail('bad-request', 'The request has “voice” and “voices”. Leave one of them out.', { field: 'voice' });
  return {
    model,
    arriving,
    request: {
      ...request,
      text: isArriving(text) ? '' : text,
      ...(voice !== undefined && { voices: [voiceReference(voice, cloned)] }),
      ...(scene !== undefined && { scenePrompt: scene }),
    },
  };
}

/** @returns the input again, and what of its text has arrived. */
export function withWritten(input: SpeechInput): {
  readonly input: SpeechInput;
  readonly written: () => string;
} {
  if (typeof input === 'string') return { input, written: () => input };
  const text = isArriving(input) ? input : input?.text;
  if (!isArriving(text)) return { input, written: () => (typeof text === 'string' ? text : '') };
  let arrived = '';
  async function* noted(parts: AsyncIterable<string>): AsyncGenerator<string, void> {
    for await (const part of parts) {
      arrived += part;
      yield part;
    }
  }
  const arriving = noted(text);
  return { input: isArriving(input) ? arriving : { ...input, text: arriving }, written: () => arrived };
}

function isArriving(text: unknown): text is AsyncIterable<string> {
  return typeof text === 'object' && text !== null && Symbol.asyncIterator in text;
}

function voiceReference(id: string, cloned: ReadonlyMap<string, ClonedVoice>): VoiceReference {
  const own = cloned.get(id);
  // Its codes are copied: requests are sent to a worker, and nothing may be taken from the voice.
  if (own)
    return {
      type: 'codes',
      grid: { ...own.grid, codes: own.grid.codes.slice() },
      transcript: own.transcript,
    };
  return { type: 'preset', id };
}
