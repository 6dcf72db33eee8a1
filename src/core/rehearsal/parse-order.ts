import { allPlans } from '../device/model-weights';
import type { BackendChoice } from '../speech/speech-engine';
import { shapeWords } from './published-shapes';
import { fullLength, type RehearsalOrder } from './rehearsal';

const backends: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm'];
/** Steps that make sound with any number of codebooks. */
const LEAST_STEPS = 24;
/** Cap of positions and steps together: what the smallest published context holds. */
const MOST = 2048;

/**
 * @param word gives a parameter of a page's address, or an option of a command, by its name; null where it is not given.
 * @throws TypeError with a sentence for a person.
 */
export function parseRehearsalOrder(word: (name: string) => string | null): RehearsalOrder {
  const choice = <T extends string>(name: string, choices: readonly T[], otherwise: T): T => {
    const given = word(name) ?? otherwise;
    const found = choices.find((one) => one === given);
    if (found) return found;
    throw new TypeError(`“${name}” is one of ${choices.join(', ')}, not “${given}”.`);
  };
  const count = <T>(name: string, otherwise: T, least = 1): number | T => {
    const given = word(name);
    if (given === null) return otherwise;
    const value = Number(given);
    if (Number.isInteger(value) && value >= least && value <= MOST) return value;
    throw new TypeError(`“${name}” is a whole number from ${least} to ${MOST}, not “${given}”.`);
  };
  return {
    shape: choice('rehearse', shapeWords, '3b'),
    plan: choice('plan', allPlans, 'q4'),
    backend: choice('backend', backends, 'auto'),
    layers: count('layers', null),
    promptPositions: count('positions', fullLength.promptPositions),
    stepCount: count('steps', fullLength.stepCount, LEAST_STEPS),
  };
}
