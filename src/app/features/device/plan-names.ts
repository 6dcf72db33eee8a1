import type { Plan } from '../../../core/device/model-weights';

/** Names of the precisions that a checkpoint is stored in. */
export const planNames: Readonly<Record<Plan, string>> = {
  q4: '4 bit',
  mixed: '8 bit audio, 4 bit text',
  q8: '8 bit',
  f16: '16 bit',
};
