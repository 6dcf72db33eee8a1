import type { Plan } from '../../../core/device/model-weights';
import { say } from '../../../core/sentence';
import { translated } from '../../language/language';

const names = {
  q4: say`4 bit`,
  mixed: say`8 bit audio, 4 bit text`,
  q8: say`8 bit`,
  f16: say`16 bit`,
} as const satisfies Readonly<Record<Plan, unknown>>;

/** Name of the precision that a checkpoint is stored in. */
export const planName = (plan: Plan): string => translated(names[plan]);
