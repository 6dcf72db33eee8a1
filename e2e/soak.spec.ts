import { fuzzFactor, fuzzTimeoutMilliseconds } from '../test/fakes/fuzz-factor';
import { TOY_Q4 } from './support/packages';
import { expect, test, withPackage } from './support/site';
import { KnownTakes } from './support/soak/known-takes';
import { other, type SoakStep, soakPlan } from './support/soak/plan';
import { type Outcome, SoakPage } from './support/soak/soak-page';

/** In every run; `FUZZ_FACTOR=10` makes two hundred, and loads twenty times. */
const GENERATION_COUNT = 20 * fuzzFactor;
const LOAD_COUNT = 2 * fuzzFactor;
const PLAN_SEED = Number(process.env.FUZZ_FROM ?? 1);
const REQUEST_SEED = 7;
/** A take that leaks each time would be many times this after two hundred. */
const ALLOWED_GROWTH_BYTES = 4 * 2 ** 20;

// Only an isolated page has threads, which are workers of the engine's worker.
test.use({ hosting: { basePath: '/', isIsolated: true }, expectedErrors: /out of the blue/ });

test('stops, switches, lost devices and killed engines leave every take whole or told, and memory flat', async ({
  newSpeakingPage,
  site,
}) => {
  test.setTimeout(4 * fuzzTimeoutMilliseconds);
  const soak = await SoakPage.open(await newSpeakingPage(), withPackage(site, TOY_Q4));
  const { speaking } = soak;
  await soak.chooseBackend('wasm');
  await prepare(soak);
  const workerCount = await soak.settledWorkerCount();
  const known = new KnownTakes();
  const counts: Record<string, number> = {};
  const held: number[] = [];
  let model: 0 | 1 = 0;
  for (const step of soakPlan(PLAN_SEED, GENERATION_COUNT)) {
    await test.step(JSON.stringify(step), async () => {
      if (step.model !== model) await soak.chooseModel(step.model);
      const outcome = await perform(soak, step);
      model = step.act === 'switch' ? other(step.model) : step.model;
      const name = `${step.act} ${outcome}`;
      counts[name] = (counts[name] ?? 0) + 1;
      known.add(
        `${step.act === 'lose' ? 'gpu' : 'cpu'} ${step.model} ${step.text}`,
        outcome,
        await soak.keptSamples(),
      );
      if (step.act === 'lose') await soak.chooseBackend('wasm');
      await expect.poll(() => soak.workerCount, { message: 'workers', timeout: 20_000 }).toBe(workerCount);
    });
    if ((step.number + 1) % (GENERATION_COUNT / 5) === 0) held.push(await soak.heldBytes());
  }
  console.log(`soak: ${JSON.stringify({ counts, repeated: known.repeatCount, held, workerCount })}`);
  expect(held.at(-1)! - held[0]!).toBeLessThan(ALLOWED_GROWTH_BYTES);
  expect(known.repeatCount).toBeGreaterThan(0);
  await speaking.speak('This is fine.');
});

test('a voice that is loaded again and again says the same, and memory stays flat', async ({
  newSpeakingPage,
  site,
}) => {
  test.setTimeout(2 * fuzzTimeoutMilliseconds);
  const soak = await SoakPage.open(await newSpeakingPage(), site.url);
  await soak.chooseBackend('wasm');
  await prepare(soak);
  const workerCount = await soak.settledWorkerCount();
  const known = new KnownTakes();
  const held: number[] = [];
  for (let count = 0; count < LOAD_COUNT; count++) {
    await soak.chooseBackend('wasm');
    await soak.speaking.write('This is fine.');
    await soak.pressSpeak();
    expect(await soak.settled()).toBeNull();
    known.add('', await soak.outcome(), await soak.keptSamples());
    await expect.poll(() => soak.workerCount, { message: 'workers', timeout: 20_000 }).toBe(workerCount);
    held.push(await soak.heldBytes());
  }
  console.log(`loads: ${JSON.stringify({ held, workerCount })}`);
  expect(known.repeatCount).toBe(LOAD_COUNT - 1);
  expect(held.at(-1)! - held[Math.ceil(LOAD_COUNT / 5) - 1]!).toBeLessThan(ALLOWED_GROWTH_BYTES);
});

async function prepare({ speaking }: SoakPage): Promise<void> {
  await speaking.keepSeed(REQUEST_SEED);
  await speaking.setAdvanced('Length limit', '2');
  // Whether a piece is made again depends on the time that is left.
  await speaking.setAdvanced('Made again', '0');
}

/** Speaks, lets the act happen, and brings the page back to where it can speak. @returns what it said of the request. */
async function perform(soak: SoakPage, { act, model, text, afterGrowths }: SoakStep): Promise<Outcome> {
  const { speaking } = soak;
  if (act === 'lose') await soak.chooseBackend('webgpu');
  await speaking.write(text);
  await soak.pressSpeak();
  switch (act) {
    case 'finish':
      break;
    case 'stop':
      await soak.untilGrown(afterGrowths, true);
      break;
    case 'switch':
      await soak.untilGrown(afterGrowths, false);
      await soak.chooseModel(other(model));
      break;
    case 'kill':
      await soak.untilGrown(afterGrowths, false);
      await soak.killEngine();
      return afterLoss(soak, /The speech engine has stopped: .*out of the blue/);
    case 'kill-idle':
      await soak.settled();
      await soak.killEngine();
      return afterLoss(soak, /The speech engine has stopped: .*out of the blue/);
    case 'lose':
      await soak.untilGrown(afterGrowths, false);
      await soak.loseDevice();
      return afterLoss(soak, /The graphics device was lost/);
  }
  expect(await soak.settled()).toBeNull();
  const outcome = await soak.outcome();
  if (act === 'finish') expect(outcome).toBe('whole');
  expect(outcome).not.toBe('failed');
  return outcome;
}

/** The loss is told now, or, when it came too late for the request, by the next one. */
async function afterLoss(soak: SoakPage, sentence: RegExp): Promise<Outcome> {
  const { speaking } = soak;
  const problem = await soak.settled();
  const before = problem === null ? await soak.outcome() : null;
  if (before !== null) {
    expect(before).toBe('whole');
    await soak.pressSpeak();
    await soak.settled();
  }
  await expect(speaking.alert).toContainText(sentence);
  await soak.tryAgain();
  const after = await soak.outcome();
  if (before !== null) expect(after).toBe('nothing');
  else expect(['failed', 'nothing']).toContain(after);
  return before ?? after;
}
