import { expect, test } from 'vitest';
import { countWeights } from '../../../src/core/device/count-weights';
import { storedBytes } from '../../../src/core/device/model-weights';
import type { ModelSpec } from '../../../src/core/model/model-spec';
import { parseModelSpec } from '../../../src/core/model/parse-model-spec';
import type { Precision } from '../../../src/core/package/manifest';
import { openPackage, verifyPackage } from '../../../src/core/package/model-package';
import { parseRehearsalOrder } from '../../../src/core/rehearsal/parse-order';
import { publishedShapes } from '../../../src/core/rehearsal/published-shapes';
import { rehearse } from '../../../src/core/rehearsal/rehearse';
import { seededPackage } from '../../../src/core/rehearsal/seeded-package';
import { loadNodeModel } from '../../fakes/node-engine';
import * as published from '../model/published-configs';

const never = new AbortController().signal;
const codec = { codec: published.huggingFaceCodec(), codecShapes: published.huggingFaceShapes() };

test('the shapes are those that the published configs give', () => {
  expect(publishedShapes['3b'].spec).toEqual(
    parseModelSpec({
      language: published.firstReleaseLanguage(),
      codec: published.firstReleaseCodec(),
      codecShapes: published.firstReleaseShapes(),
      hubert: published.hubert(),
    }),
  );
  expect(publishedShapes['4b'].spec).toEqual(
    parseModelSpec({
      language: published.thirdReleaseLanguage(),
      tokenizerIds: published.thirdReleaseIds,
      ...codec,
    }),
  );
  const { language } = parseModelSpec({ language: published.smallerSecondRelease(8), ...codec });
  const { rope, maxPositionCount, tokenIds } = publishedShapes['1b'].spec.language;
  expect(publishedShapes['1b'].spec.language).toEqual({ ...language, rope, maxPositionCount, tokenIds });
});

/** A published shape with few and narrow layers. */
function small(word: '3b' | '4b'): ModelSpec {
  const { language, codec: whole } = publishedShapes[word].spec;
  const feedForward =
    language.feedForward.type === 'dual'
      ? ({ type: 'dual', textSize: 128, audioSize: 128 } as const)
      : ({ type: 'shared', size: 128 } as const);
  const tokenIds =
    word === '4b'
      ? { ...language.tokenIds, audioOutBos: 991 }
      : { audioOut: 990, audioDelay: 990, audioOutBos: 991 };
  const narrow = { layerCount: 2, hiddenSize: 64, headCount: 4, keyValueHeadCount: 2, headDim: 16 };
  return {
    language: { ...language, ...narrow, feedForward, vocabularySize: 1000, tokenIds },
    codec: { ...whole, decoderChannels: 64, latentSize: 16 },
  };
}

test.each<['3b' | '4b', Precision]>([
  ['3b', 'q4'],
  ['3b', 'mixed'],
  ['4b', 'q8'],
  ['4b', 'f16'],
])('a seeded package of the shape %s as %s is whole, opens as any other and speaks', async (word, plan) => {
  const spec = small(word);
  const source = await seededPackage(spec, plan, 1, never);
  const { manifest, readBytes } = await openPackage(source, never);
  for await (const _ of verifyPackage(source, manifest, never));
  const bytes = manifest.tensors.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (plan !== 'mixed' || word === '3b')
    expect(bytes).toBe(storedBytes(countWeights(spec), plan as 'q4', false));
  const again = await openPackage(await seededPackage(spec, plan, 1, never), never);
  const other = await openPackage(await seededPackage(spec, plan, 2, never), never);
  const name = manifest.tensors[1]!.name;
  const first = await readBytes(name, never);
  expect(await again.readBytes(name, never)).toEqual(first);
  expect(await other.readBytes(name, never)).not.toEqual(first);

  const loaded = await loadNodeModel(source, never);
  const steps: number[] = [];
  const { model, codec: decoder } = loaded.networks;
  const speech = await rehearse(
    {
      model,
      codec: decoder,
      defaults: manifest.defaults,
      now: () => performance.now(),
      counts: () => null,
    },
    { promptPositions: 40, stepCount: 40 },
    (step) => steps.push(step),
    never,
  );
  await loaded.dispose();
  expect(speech.stepCount).toBe(40);
  expect(steps.at(-1)).toBe(40);
  // The frames of 40 columns, without V2's first one of BOS alone and the ramp of eight codebooks.
  expect(speech.audioSeconds).toBeCloseTo((word === '3b' ? 33 : 34) / 25);
  expect(speech.perStep).toBeNull();
  for (const figure of [speech.workPerSecond, speech.firstSoundSeconds, speech.prefillSeconds])
    expect(figure).toBeGreaterThan(0);
  expect(speech.firstSoundSeconds).toBeGreaterThan(speech.prefillSeconds);
});

test('work on a graphics device is told for one step, without what passed in waiting', async () => {
  const spec = small('3b');
  const source = await seededPackage(spec, 'q4', 1, never);
  const loaded = await loadNodeModel(source, never);
  let [clock, looks] = [0, 0];
  const speech = await rehearse(
    {
      ...loaded.networks,
      defaults: loaded.manifest.defaults,
      now: () => {
        clock += 5;
        return clock;
      },
      counts: () => {
        // Looked at before and after a step.
        const steps = Math.ceil(looks++ / 2);
        return { dispatches: 18 * steps, submits: 2 * steps, waitedMilliseconds: 4 * steps };
      },
    },
    { promptPositions: 4, stepCount: 24 },
    () => {},
    never,
  );
  await loaded.dispose();
  expect(speech.stepSeconds).toBeCloseTo(0.005);
  expect(speech.perStep).toEqual({ dispatches: 18, submits: 2, ownSeconds: expect.closeTo(0.001) });
});

test('an order is read from words, and a wrong one is told', () => {
  const read = (words: Record<string, string>) => parseRehearsalOrder((name) => words[name] ?? null);
  expect(read({ rehearse: '3b', plan: 'q4' })).toEqual({
    shape: '3b',
    plan: 'q4',
    backend: 'auto',
    layers: null,
    promptPositions: 200,
    stepCount: 250,
  });
  expect(read({ rehearse: '4b', plan: 'q8', layers: '2', steps: '30', backend: 'wasm' })).toMatchObject({
    shape: '4b',
    layers: 2,
    stepCount: 30,
    backend: 'wasm',
  });
  expect(() => read({ rehearse: '5b' })).toThrow('“rehearse” is one of 3b, 1b, 4b, not “5b”.');
  expect(() => read({ rehearse: '3b', steps: '3' })).toThrow('“steps” is a whole number from 24 to 2048');
});
