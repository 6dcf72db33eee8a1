import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { languageGraph } from '../../../src/core/graph/language-graph';
import { type ModelPackage, openPackage } from '../../../src/core/package/model-package';
import { audioEmbedding, textEmbedding } from '../../../src/core/package/tensor-names';
import type { Prompt } from '../../../src/core/prompt/prompt';
import { CachedLanguageModel } from '../../../src/platform/ort/cached-language-model';
import { CpuForwards } from '../../../src/platform/ort/cpu-forwards';
import { openCpuSession } from '../../../src/platform/ort/cpu-session';
import { LoadedTable } from '../../../src/platform/ort/embedding-table';
import { graphForwards } from '../../../src/platform/ort/graph-forwards';
import type { OrtModule } from '../../../src/platform/ort/ort-module';
import { promptEmbedder } from '../../../src/platform/ort/prompt-embedder';
import { weightValues } from '../../../src/platform/ort/weight-values';
import { largestDifference } from '../../core/graph/graph-runner';
import { tiniestShape } from '../../toy/toy-shape';
import { toyPackage } from '../../toy-model';

const never = new AbortController().signal;
/** What one computation differs from another in another order. */
const tolerance = 1e-3;
let model: ModelPackage;
let language: CachedLanguageModel;

beforeAll(async () => {
  model = await openPackage(
    (await toyPackage({ seed: 2, shape: tiniestShape, precision: 'f32' })).source,
    never,
  );
});
beforeEach(async () => {
  language = await open();
});
afterAll(() => language.dispose());

async function open(): Promise<CachedLanguageModel> {
  const spec = model.manifest.spec.language;
  const runtime = { ort: ort as OrtModule, provider: 'cpu', threadCount: 1 } as const;
  const session = (role: 'prefill' | 'decode') =>
    openCpuSession(
      runtime,
      languageGraph(spec, { role, target: 'cpu-f32', linears: model.manifest.linears }),
      (binding, signal) => weightValues(model, binding, null, signal),
      never,
    );
  const [text, audio] = await Promise.all(
    [textEmbedding, audioEmbedding].map((name) => LoadedTable.load(model, name, never)),
  );
  const embedder = promptEmbedder(spec, text!, audio!);
  const forwards = new CpuForwards({
    ort: runtime.ort,
    spec,
    prefill: await session('prefill'),
    decode: await session('decode'),
  });
  return new CachedLanguageModel(spec, graphForwards(embedder, forwards));
}

/** Numbers are token ids; -1 stands for a column whose codes depend on its place. */
function promptOf(...ids: number[]): Prompt {
  const { codebookCount } = model.manifest.spec.language.codebooks;
  const columnAt: number[] = [];
  let columnCount = 0;
  for (const id of ids) columnAt.push(id < 0 ? columnCount++ : -1);
  return {
    tokenIds: Int32Array.from(ids, (id) => Math.max(0, id)),
    columnAt: Int32Array.from(columnAt),
    columns: Int32Array.from(
      { length: columnCount * codebookCount },
      (_, i) => (Math.floor(i / codebookCount) % 30) + 1,
    ),
    codebookCount,
  };
}

/** As many positions as one forward takes: the least that can be reused. */
const piece = Array.from({ length: 32 }, (_, index) => (index % 5 === 2 ? -1 : index + 1));

const column = (code: number) =>
  new Int32Array(model.manifest.spec.language.codebooks.codebookCount).fill(code);

const fresh = async (prompt: Prompt) => {
  const other = await open();
  const logits = (await other.prefill(prompt, never)).slice();
  await other.dispose();
  return logits;
};

test('what was computed before does not change a bit of what a prompt gives', async () => {
  const prompt = promptOf(...piece, ...piece, 3, -1, 9);
  const alone = await fresh(prompt);
  await language.prefill(promptOf(...piece, 8), never);
  await language.prefill(promptOf(...piece, ...piece, 3, 7), never);
  expect((await language.prefill(prompt, never)).slice()).toEqual(alone);
  expect((await language.prefill(prompt, never)).slice()).toEqual(alone);
});

test('a prompt behind a shared beginning has the logits that it has alone', async () => {
  await language.prefill(promptOf(...piece, 1, -1, 3, 4), never);
  const next = promptOf(...piece, 1, -1, 7, -1, 8);
  const logits = await language.prefill(next, never);
  expect(language.reusedPositionCount).toBe(piece.length);
  expect(language.cachedPositionCount).toBe(piece.length + 5);
  expect(largestDifference(logits, await fresh(next))).toBeLessThan(tolerance);
});

test('spoken columns count as read when the next prompt repeats them', async () => {
  const words = Array.from({ length: piece.length - 2 }, (_, index) => index + 1);
  await language.prefill(promptOf(...words), never);
  await language.step(column(1), never);
  await language.step(column(2), never);
  const next = promptOf(...words, -1, -1, 5);
  const logits = await language.prefill(next, never);
  expect(language.reusedPositionCount).toBe(piece.length);
  expect(largestDifference(logits, await fresh(next))).toBeLessThan(tolerance);
});

test('a step has the logits of the prompt that ends with its column', async () => {
  await language.prefill(promptOf(1, 2, -1, 6), never);
  const stepped = (await language.step(column(2), never)).slice();
  expect(largestDifference(stepped, await fresh(promptOf(1, 2, -1, 6, -1)))).toBeLessThan(tolerance);
});

test('a prompt longer than one piece of the prefill is computed whole', async () => {
  const ids = Array.from({ length: 300 }, (_, index) => (index % 7 === 3 ? -1 : (index * 5) % 50));
  const whole = (await language.prefill(promptOf(...ids), never)).slice();
  const inParts = await open();
  await inParts.prefill(promptOf(...ids.slice(0, 120)), never);
  const behind = await inParts.prefill(promptOf(...ids), never);
  expect(inParts.reusedPositionCount).toBe(96);
  expect(largestDifference(behind, whole)).toBeLessThan(tolerance);
  await inParts.dispose();
});

test('a prompt without room to speak is refused, and the model goes on', async () => {
  const { maxPositionCount } = model.manifest.spec.language;
  const tooLong = promptOf(...new Array<number>(maxPositionCount).fill(1));
  await expect(language.prefill(tooLong, never)).rejects.toMatchObject({
    failure: { kind: 'prompt-too-long' },
  });
  const prompt = promptOf(1, 2, 3);
  expect(largestDifference(await language.prefill(prompt, never), await fresh(prompt))).toBeLessThan(
    tolerance,
  );
});

test('an aborted prefill or step rejects and leaves the model usable', async () => {
  const prompt = promptOf(1, 2, 3);
  await language.prefill(promptOf(1, 9), never);
  const stop = new AbortController();
  stop.abort(new Error('enough'));
  await expect(language.prefill(prompt, stop.signal)).rejects.toThrow('enough');
  await expect(language.step(column(1), stop.signal)).rejects.toThrow('enough');
  expect(largestDifference(await language.prefill(prompt, never), await fresh(prompt))).toBeLessThan(
    tolerance,
  );
});

test('disposing twice is harmless', async () => {
  await language.dispose();
  await language.dispose();
  expect(language.cachedPositionCount).toBe(0);
});
