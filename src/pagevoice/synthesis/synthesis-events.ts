import type { Failure } from '../../core/failure';
import type { StandInUtterance } from './utterance';

export type SynthesisErrorCode =
  | 'canceled'
  | 'interrupted'
  | 'audio-hardware'
  | 'network'
  | 'synthesis-unavailable'
  | 'synthesis-failed'
  | 'voice-unavailable'
  | 'text-too-long'
  | 'not-allowed';

export type SynthesisEventInit = {
  readonly utterance: StandInUtterance;
  readonly charIndex?: number;
  readonly charLength?: number;
  /** Seconds since the utterance began to be heard. */
  readonly elapsedTime?: number;
  /** Kind of a boundary: `word` or `sentence`. */
  readonly name?: string;
};

export class StandInEvent extends Event {
  readonly utterance: StandInUtterance;
  readonly charIndex: number;
  readonly charLength: number;
  readonly elapsedTime: number;
  readonly name: string;

  constructor(type: string, init: SynthesisEventInit) {
    super(type);
    this.utterance = init.utterance;
    this.charIndex = init.charIndex ?? 0;
    this.charLength = init.charLength ?? 0;
    this.elapsedTime = init.elapsedTime ?? 0;
    this.name = init.name ?? '';
  }
}

export class StandInErrorEvent extends StandInEvent {
  readonly error: SynthesisErrorCode;
  /** A sentence for a person, which the specification does not have. */
  readonly message: string;

  constructor(
    type: string,
    init: SynthesisEventInit & { readonly error: SynthesisErrorCode; readonly message?: string },
  ) {
    super(type, init);
    this.error = init.error;
    this.message = init.message ?? '';
  }
}

/** The code of the specification that comes nearest to what went wrong. */
export function errorCode({ kind, details }: Failure): SynthesisErrorCode {
  if (kind === 'network') return 'network';
  if (kind === 'prompt-too-long') return 'text-too-long';
  if (kind === 'bad-request')
    return details?.field === 'voices' || details?.voice !== undefined
      ? 'voice-unavailable'
      : 'synthesis-failed';
  const isMissing = ['bad-package', 'model-not-loaded', 'unsupported', 'licence', 'storage'].includes(kind);
  return isMissing ? 'synthesis-unavailable' : 'synthesis-failed';
}
