import type { DeviceFacts } from '../../core/device/device-facts';
import type { Rehearsal, RehearsalOrder, RehearsalProgress } from '../../core/rehearsal/rehearsal';
import type { BackendChoice } from '../../core/speech/speech-engine';

/** Port: measures what a large model would run on. @throws FailureError; the signal's reason when aborted. */
export type DeviceMeter = (backend: BackendChoice, signal: AbortSignal) => Promise<DeviceFacts>;

/**
 * Port: rehearses a published shape. Nothing is left of it afterwards.
 * @throws FailureError 'unsupported', 'out-of-memory', 'device-lost'; the signal's reason when aborted.
 */
export type Rehearser = (
  order: RehearsalOrder,
  onProgress: (progress: RehearsalProgress) => void,
  signal: AbortSignal,
) => Promise<Rehearsal>;

/** Methods of an engine's worker that measure; each is called in a worker of its own. */
export type MeasuringService = { readonly measure: DeviceMeter; readonly rehearse: Rehearser };
