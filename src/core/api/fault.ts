import { type FailureKind, failureFrom, type UnforeseenWords } from '../failure';
import { RefusedCall } from './refused-call';

/** An error as a reply tells it. */
export type Fault = {
  readonly status: number;
  readonly code: string | null;
  readonly message: string;
  readonly field: string | null;
  readonly headers: Readonly<Record<string, string>>;
};

const ofKind: Readonly<Record<FailureKind, readonly [status: number, code: string | null]>> = {
  'bad-request': [400, null],
  'bad-audio': [400, 'invalid_audio'],
  'prompt-too-long': [400, 'input_too_long'],
  unsupported: [400, 'unsupported'],
  licence: [403, 'licence_not_accepted'],
  'bad-checkpoint': [500, 'bad_model'],
  'bad-package': [500, 'bad_model'],
  network: [502, 'network'],
  'model-not-loaded': [503, 'model_not_loaded'],
  'device-lost': [503, 'device_lost'],
  'engine-gone': [503, 'engine_gone'],
  'out-of-memory': [507, 'out_of_memory'],
  storage: [507, 'insufficient_storage'],
};

const apiError: UnforeseenWords = {
  kind: 'engine-gone',
  sentence: (error) => `The call failed because of an error (${error}). Try it again.`,
};

export function faultOf(error: unknown): Fault {
  if (error instanceof RefusedCall) {
    const { status, code, field, headers } = error;
    return { status, code, message: error.message, field, headers };
  }
  const { kind, message, details } = failureFrom(error, apiError);
  const [status, code] = ofKind[kind];
  const field = typeof details?.field === 'string' ? details.field : null;
  return { status, code, message, field, headers: {} };
}
