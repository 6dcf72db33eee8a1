import type { DeviceFacts, MemoryBudget } from '../../../core/device/device-facts';
import type { Failure } from '../../../core/failure';
import type { Rehearsal, RehearsalOrder, RehearsalProgress } from '../../../core/rehearsal/rehearsal';
import type { CheckSlice } from '../models/check-slice';
import type { LibrarySlice } from '../models/library-slice';
import type { ModelsSlice } from '../models/models-slice';
import { isBusy, type SpeechSlice } from '../speech/speech-slice';

/** The device that models run on, as far as it is known. */
export type DeviceState =
  | { readonly type: 'unmeasured' | 'measuring' }
  | { readonly type: 'measured'; readonly facts: DeviceFacts }
  | { readonly type: 'failed'; readonly failure: Failure };

/** The rehearsal that runs or ended badly. */
export type RehearsalState =
  | { readonly type: 'none' }
  | { readonly type: 'running'; readonly order: RehearsalOrder; readonly progress: RehearsalProgress }
  | { readonly type: 'failed'; readonly order: RehearsalOrder; readonly failure: Failure };

export type DeviceSlice = {
  readonly memoryBudget: MemoryBudget;
  readonly device: DeviceState;
  readonly rehearsal: RehearsalState;
  /** Rehearsals with the chosen backend, the newest first, one of each shape and plan. */
  readonly rehearsed: readonly Rehearsal[];
};

export const firstDevice: DeviceSlice = {
  memoryBudget: { memory: null, isMobile: false },
  device: { type: 'unmeasured' },
  rehearsal: { type: 'none' },
  rehearsed: [],
};

/** Null before the device was measured. */
export const measuredFacts = ({ device }: DeviceSlice): DeviceFacts | null =>
  device.type === 'measured' ? device.facts : null;

/** The rehearsal in place of an older one of the same shape and plan. */
export function rehearsalDone(state: DeviceSlice, done: Rehearsal): Partial<DeviceSlice> {
  const isSame = ({ order }: Rehearsal) => order.shape === done.order.shape && order.plan === done.order.plan;
  return {
    rehearsal: { type: 'none' },
    rehearsed: [done, ...state.rehearsed.filter((one) => !isSame(one))],
  };
}

/** Something uses the device already. */
export const isWorking = (state: ModelsSlice & SpeechSlice & LibrarySlice & CheckSlice): boolean =>
  state.model.type === 'loading' ||
  isBusy(state.speech) ||
  state.library.task !== null ||
  state.check.type === 'checking';
