import { seededRandom } from '../../../test/fakes/seeded-random';

/** What happens to a generation; `kill-idle` ends the engine while nothing is said, `lose` its graphics device. */
export type SoakAct = 'finish' | 'stop' | 'switch' | 'kill' | 'kill-idle' | 'lose';

export type SoakStep = {
  readonly number: number;
  readonly act: SoakAct;
  /** Model that is asked, by its place in the page's list. */
  readonly model: 0 | 1;
  readonly text: string;
  /** The act comes when the page has shown so many growths of the sound; 0 is at once. */
  readonly afterGrowths: number;
};

/** Of twenty generations in a row. */
const deck: readonly SoakAct[] = [
  ...Array<SoakAct>(9).fill('finish'),
  ...Array<SoakAct>(5).fill('stop'),
  ...Array<SoakAct>(2).fill('switch'),
  ...Array<SoakAct>(2).fill('kill'),
  'kill-idle',
  'lose',
];
/** Few, so that most are asked for more than once. */
const texts = [
  'The river is long.',
  'The page speaks, and nothing leaves it. The moon is white.',
  'Good evening. What a day it is, and how quiet the house is now.',
] as const;
const MOST_GROWTHS = 3;

/** The same seed gives the same plan; a longer one begins like a shorter one. */
export function soakPlan(seed: number, count: number): readonly SoakStep[] {
  const random = seededRandom(seed);
  const below = (end: number) => Math.floor(random() * end);
  const steps: SoakStep[] = [];
  let left: SoakAct[] = [];
  let model: 0 | 1 = 0;
  for (let number = 0; number < count; number++) {
    if (left.length === 0) left = [...deck];
    // Nothing is kept before the first take, so it is whole.
    const [act] = left.splice(number === 0 ? 0 : below(left.length), 1);
    if (random() < 0.15) model = other(model);
    const text = texts[below(texts.length)]!;
    steps.push({ number, act: act!, model, text, afterGrowths: below(MOST_GROWTHS + 1) });
    if (act === 'switch') model = other(model);
  }
  return steps;
}

export const other = (model: 0 | 1): 0 | 1 => (model === 0 ? 1 : 0);
