import type { LanguageModel } from '../src/core/generation/language-model';
import { languageTargets } from '../src/core/graph/language-targets';
import { importModel } from '../src/core/importer/import-model';
import type { ImportOptions } from '../src/core/importer/import-options';
import { familyTraits } from '../src/core/model/families';
import type { Manifest, PackageSource } from '../src/core/package/manifest';
import { MemoryPackage } from '../src/core/package/memory-package';
import { buildPrompt } from '../src/core/prompt/build-prompt';
import { promptFormat } from '../src/core/prompt/family-format';
import type { Prompt } from '../src/core/prompt/prompt';
import { chunkTurns } from '../src/core/prompt/speech-turns';
import { openNodeModel } from '../src/platform/node/node-model';
import type { LoadedModel } from '../src/platform/ort/loaded-model';

/** Distance of a stored model's logits from those of the unquantised one, on the same prompt and the same codes. */
export type LogitDivergence = {
  readonly columnCount: number;
  /** √(Σ(stored - original)² / Σ original²) over all logits. */
  readonly relativeError: number;
  /** Mean Kullback-Leibler divergence of a codebook's choice, in nats: 0 is the same. */
  readonly klNats: number;
  /** Share of choices where both find the same code best. */
  readonly sameBest: number;
};

const SENTENCE = 'The sun rises in the east and sets in the west.';
const COLUMNS = 24;

/**
 * Imports the checkpoint once more, unquantised and into memory, and compares. Only for small models, because others
 * do not run in f32 on the processor.
 * @returns the divergence, or a sentence that says why there is none.
 */
export async function compareWithOriginal(
  options: ImportOptions,
  manifest: Manifest,
  stored: PackageSource,
  signal: AbortSignal,
): Promise<LogitDivergence | string> {
  if (manifest.precision === 'f32') return 'Logits are those of the checkpoint: nothing was rounded.';
  if (!languageTargets(manifest.spec.language, manifest.linears).includes('cpu-f32')) {
    return 'Logits were not compared: the model is too large for f32 on the processor.';
  }
  const original = new MemoryPackage();
  const run = importModel({ ...options, precision: 'f32' }, original, signal);
  while (!(await run.next()).done);
  const [exact, rounded] = [await openNodeModel(original, signal), await openNodeModel(stored, signal)];
  try {
    const prompt = fixedPrompt(exact);
    return await measureDivergence(exact.networks.model, rounded.networks.model, prompt, COLUMNS, signal);
  } finally {
    await exact.dispose();
    await rounded.dispose();
  }
}

/** The prompt that the page would make of this sentence, without a voice. */
export function fixedPrompt({ tokenizer, manifest }: LoadedModel, sentence = SENTENCE): Prompt {
  const { scenePrompt } = manifest.defaults;
  const scene = { voices: [], scenePrompt, referencesInSystemMessage: false };
  const format = promptFormat(manifest.spec.language.family);
  const opening = format.openingTurns(scene, sentence, tokenizer.specialTokens);
  const pieces = format.render(chunkTurns(opening, [], sentence, null));
  return buildPrompt(pieces, tokenizer, manifest.spec.language);
}

/** Both models are fed the codes that the original finds best, so that one different choice does not change the columns after it. */
export async function measureDivergence(
  original: LanguageModel,
  stored: LanguageModel,
  prompt: Prompt,
  columnCount: number,
  signal: AbortSignal,
): Promise<LogitDivergence> {
  const { codebookCount, codebookSize, streamBos } = original.spec.codebooks;
  const rowLength = codebookSize + 2;
  let [error, norm, kl, same] = [0, 0, 0, 0];
  const { leadColumnCount } = familyTraits[original.spec.family];
  let column = new Int32Array(codebookCount).fill(streamBos);
  // V3 draws its first column from the prompt's own logits; V2 is fed a column of BOS first.
  const logitsOf = async (model: LanguageModel, isFirst: boolean): Promise<Float32Array> => {
    const ofPrompt = isFirst ? await model.prefill(prompt, signal) : null;
    return ofPrompt && leadColumnCount === 0 ? ofPrompt : await model.step(column, signal);
  };
  for (let step = 1; step <= columnCount; step++) {
    const expected = (await logitsOf(original, step === 1)).slice();
    const found = await logitsOf(stored, step === 1);
    for (let i = 0; i < expected.length; i++) {
      error += (found[i]! - expected[i]!) ** 2;
      norm += expected[i]! ** 2;
    }
    column = column.map((_, codebook) => {
      const row = expected.subarray(codebook * rowLength, codebook * rowLength + codebookSize);
      const other = found.subarray(codebook * rowLength, codebook * rowLength + codebookSize);
      const best = indexOfLargest(row);
      kl += divergence(row, other);
      if (indexOfLargest(other) === best) same++;
      return step <= codebook ? streamBos : best; // codebook k speaks k columns later
    });
  }
  const choices = columnCount * codebookCount;
  return {
    columnCount,
    relativeError: Math.sqrt(error / norm),
    klNats: kl / choices,
    sameBest: same / choices,
  };
}

function indexOfLargest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** Σ p · (log p - log q) of two rows of logits. */
function divergence(p: Float32Array, q: Float32Array): number {
  const [logP, logQ] = [logSum(p), logSum(q)];
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    sum += Math.exp(p[i]! - logP) * (p[i]! - logP - (q[i]! - logQ));
  }
  return sum;
}

function logSum(values: Float32Array): number {
  const largest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}
