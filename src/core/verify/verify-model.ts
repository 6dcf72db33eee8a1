import type { CodecDecoder } from '../codec/codec';
import { agreementDecibels, selfTestCodes } from '../codec/self-test';
import { formatBytes } from '../data/units';
import { FailureError } from '../failure';
import type { LanguageModel } from '../generation/language-model';
import {
  type LanguageFingerprint,
  languageDecibels,
  languageFingerprint,
} from '../generation/language-self-test';
import type { GraphTarget } from '../graph/built-graph';
import type { Manifest, PackageSource } from '../package/manifest';
import { byteLengthOf, openPackage, verifyPackage } from '../package/model-package';
import type { TextTokenizer } from '../prompt/text-tokenizer';
import { type Sentence, say, verbatim } from '../sentence';
import { type GreedyAgreement, greedyAgreement, isPublishedShape, publishedPrompt } from './greedy-agreement';
import { publishedColumns } from './published-columns';

export type CheckName = 'structure' | 'files' | 'codec' | 'language' | 'answers';
/** One check of a model package. `skipped`: it could not be made, which says nothing against the package. */
export type CheckResult = {
  readonly check: CheckName;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly detail: Sentence;
};

/** A check that is being made. */
export type CheckProgress = {
  readonly check: CheckName;
  readonly state: 'running';
  /** 0 … 1 */
  readonly doneShare: number;
};
export type CheckStep = CheckProgress | CheckResult;

/** The package's networks, ready to run. */
export type OpenedModel = {
  readonly model: LanguageModel;
  readonly codec: CodecDecoder;
  readonly tokenizer: TextTokenizer;
  readonly target: GraphTarget;
};

/** Devices differ in their sines; a wrong weight or layer is far below. */
const LEAST_DECIBELS = 40;
/**
 * Logits on the same weights, in decibels above the difference: 32-bit floats summed in another order are above 80, rows, keys
 * and values of 8 bits 30 to 50, the 11 bits of half precision through all layers about 40; a norm or a matrix that is left out or
 * misplaced is below 10.
 */
const leastLogitDecibels: Readonly<Record<GraphTarget, number>> = {
  'cpu-f32': 50,
  'cpu-quantised': 50,
  'cpu-kernel': 20,
  'webgpu-f32': 50,
  'webgpu-f16': 25,
};
/** Two faithful builds share 84 to 92 % of such codes, 4-bit ones on fewer; a damaged model on next to none. */
const LEAST_AGREEMENT = 0.6;

/** Verifies a whole package, check by check; what a failed one makes pointless is left out. */
export async function* verifyModel(
  source: PackageSource,
  open: (manifest: Manifest) => Promise<OpenedModel>,
  signal: AbortSignal,
): AsyncGenerator<CheckStep, void> {
  const structure = await structureOf(source, signal);
  yield structure.result;
  if (!structure.manifest) return;
  const { manifest } = structure;
  const files = yield* checkFiles(source, manifest, signal);
  yield files;
  if (files.state === 'failed') return;
  const opened = await open(manifest);
  yield running('codec');
  yield await checkCodec(manifest, opened.codec, signal);
  if (manifest.languageTest) {
    yield running('language');
    yield await checkLanguage(manifest.languageTest, opened, signal);
  }
  yield yield* checkAnswers(manifest, opened, signal);
}

const running = (check: CheckName, doneShare = 0): CheckProgress => ({ check, state: 'running', doneShare });

async function structureOf(
  source: PackageSource,
  signal: AbortSignal,
): Promise<{ readonly result: CheckResult; readonly manifest: Manifest | null }> {
  try {
    const { manifest } = await openPackage(source, signal);
    const { tensors, shards, precision } = manifest;
    const detail = say`${tensors.length} tensors in ${shards.length} shards, ${precision}.`;
    return { result: { check: 'structure', state: 'passed', detail }, manifest };
  } catch (error) {
    return { result: failed('structure', error), manifest: null };
  }
}

async function* checkFiles(
  source: PackageSource,
  manifest: Manifest,
  signal: AbortSignal,
): AsyncGenerator<CheckProgress, CheckResult> {
  let [count, bytes] = [0, 0];
  const totalBytes = byteLengthOf(manifest);
  try {
    for await (const { byteLength } of verifyPackage(source, manifest, signal)) {
      yield running('files', bytes / totalBytes);
      count++;
      bytes += byteLength;
    }
  } catch (error) {
    return failed('files', error);
  }
  const detail = say`${count} files of ${formatBytes(bytes)} have the bytes that were written.`;
  return { check: 'files', state: 'passed', detail };
}

async function checkCodec(
  { selfTest, spec }: Manifest,
  codec: CodecDecoder,
  signal: AbortSignal,
): Promise<CheckResult> {
  if (selfTest === null) {
    const detail = say`The package was made without running its codec: there are no numbers to compare with.`;
    return { check: 'codec', state: 'skipped', detail };
  }
  const samples = await codec.decode(selfTestCodes(spec.codec, selfTest.frameCount), signal);
  const decibels = agreementDecibels(selfTest, samples);
  const measure = inWords(decibels);
  return judged(
    'codec',
    decibels >= LEAST_DECIBELS,
    say`Fixed codes sound as they did when the package was made (${measure}).`,
    say`Fixed codes sound other than when the package was made (${measure}): this device or runtime computes wrongly.`,
  );
}

async function checkLanguage(
  stored: LanguageFingerprint,
  { model, target }: OpenedModel,
  signal: AbortSignal,
): Promise<CheckResult> {
  const decibels = languageDecibels(stored, await languageFingerprint(model, signal));
  const measure = inWords(decibels);
  return judged(
    'language',
    decibels >= leastLogitDecibels[target],
    say`A fixed prompt is answered as it was when the package was made (${measure}).`,
    say`A fixed prompt is answered otherwise than when the package was made (${measure}): this device, runtime or release computes wrongly.`,
  );
}

function inWords(decibels: number): Sentence {
  return decibels === Number.POSITIVE_INFINITY
    ? say`equal`
    : say`${Math.round(decibels)} dB above the difference`;
}

async function* checkAnswers(
  { spec }: Manifest,
  { model, tokenizer }: OpenedModel,
  signal: AbortSignal,
): AsyncGenerator<CheckProgress, CheckResult> {
  if (!isPublishedShape(spec.language)) {
    const detail = say`Recorded answers are known of the published Higgs Audio V2 alone; this is another model.`;
    return { check: 'answers', state: 'skipped', detail };
  }
  const prompt = publishedPrompt(spec.language, tokenizer);
  const run = greedyAgreement(model, prompt, publishedColumns, signal);
  for (;;) {
    const { done, value } = await run.next();
    if (done) return judgeAnswers(value);
    yield running('answers', value);
  }
}

export function judgeAnswers({ best, near, comparedCount, exemptCount }: GreedyAgreement): CheckResult {
  const percent = (share: number) => Math.round(100 * share);
  const figures = say`${percent(best)} % of ${comparedCount} recorded codes are the likeliest, ${percent(near)} % are or nearly are; ${exemptCount} may have been drawn and do not count.`;
  return judged(
    'answers',
    best >= LEAST_AGREEMENT,
    figures,
    say`${figures} The published weights agree on more: these are others, or are damaged.`,
  );
}

function judged(check: CheckName, isRight: boolean, passed: Sentence, otherwise: Sentence): CheckResult {
  return isRight ? { check, state: 'passed', detail: passed } : { check, state: 'failed', detail: otherwise };
}

function failed(check: CheckName, error: unknown): CheckResult {
  if (!(error instanceof FailureError)) throw error;
  const { message, sentence } = error.failure;
  return { check, state: 'failed', detail: sentence ?? verbatim(message) };
}
