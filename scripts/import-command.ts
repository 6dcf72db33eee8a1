import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FailureError } from '../src/core/failure';
import { type ImportProgress, type ImportResult, importModel } from '../src/core/importer/import-model';
import { DEFAULT_ROUNDING, type ImportOptions } from '../src/core/importer/import-options';
import { planImport } from '../src/core/importer/import-plan';
import { planSizes } from '../src/core/importer/plan-sizes';
import { publishedModel } from '../src/core/library/published-models';
import type { Rounding } from '../src/core/quantise/rounder';
import { licenceQuestion } from '../src/core/store/accepted-licences';
import type { Manifest, Precision } from '../src/core/store/manifest';
import { isPrecision, PRECISIONS } from '../src/core/store/precision-plan';
import { folderCheckpoint, folderPackage } from '../src/platform/node/folder-files';
import { folderPackageWriter } from '../src/platform/node/folder-package-writer';
import { nativeSha256 } from '../src/platform/node/native-sha256';
import { nodeRounding } from '../src/platform/node/node-rounding';
import { hubCheckpoint, isPublishedName } from './hub-checkpoint';
import { formatDivergence, formatImportReport, formatPlans } from './import-report';
import { compareWithOriginal, type LogitDivergence } from './logit-divergence';
import { listModel } from './model-index';
import { nodeDecodeCodes } from './node-model';
import { recordLanguageTest } from './record-language-test';

const USAGE = `Usage: npm run import -- <checkpoint folder> --codec <codec folder> --out <folder> --precision q4|q8|mixed|f16|f32

  or:  npm run import -- bosonai/higgs-audio-v2-generation-3B-base --precision q4 [--out <folder>]
       fetches a published checkpoint and its codec from their hub while importing

  --hub <address>       another hub with the same paths
  --no-cloning          leaves the codec's encoder out: smaller, but no voice can be cloned
  --codec <folder>      the audio codec's checkpoint; may be left out for Higgs Audio V3, which carries it
  --out <folder>        where the model package goes; must not exist yet
  --precision <word>    q4 (4 bit), q8 (8 bit), mixed (8 bit for audio, 4 bit for text), f16 or f32
  --rounding <word>     better (default) or plain: how 4- and 8-bit blocks are chosen
  --list-plans          instead of importing, tell what the model would weigh in each precision
  --tokenizer <folder>  where tokenizer.json lies, if not in the checkpoint folder
  --id <word>           name of the model for programs; default: the name of --out
  --title <text>        name of the model for people; default: the id
  --notice <text>       shown with the model
  --accept-licence      says that you have read and accept a licence that has to be accepted (Higgs Audio V3)
  --voices <file>       preset voices; default: voices.json in the checkpoint folder
  --origin <file>       a JSON object on how the model was made (data, steps, seeds), kept in the package
`;

export type ImportArguments = {
  readonly checkpoint: string;
  readonly codec: string | null;
  readonly hubUrl: string | null;
  readonly withCloning: boolean;
  readonly tokenizer: string | null;
  readonly out: string;
  readonly precision: Precision;
  readonly rounding: Rounding;
  readonly listsPlans: boolean;
  readonly id: string;
  readonly title: string;
  readonly notice: string;
  readonly acceptsLicence: boolean;
  readonly voices: string | null;
  readonly origin: string | null;
};

/** @throws TypeError with a sentence for a person. @returns null when help was asked for. */
export function parseImportArguments(words: readonly string[]): ImportArguments | null {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      codec: text,
      out: text,
      precision: text,
      hub: text,
      'no-cloning': { type: 'boolean' },
      rounding: text,
      'list-plans': { type: 'boolean' },
      tokenizer: text,
      id: text,
      title: text,
      notice: text,
      'accept-licence': { type: 'boolean' },
      voices: text,
      origin: text,
      help: { type: 'boolean' },
    },
  });
  if (values.help) return null;
  const [checkpoint, ...rest] = positionals;
  if (checkpoint === undefined) throw new TypeError('Name the checkpoint folder as the first argument.');
  if (rest.length > 0) throw new TypeError(`One checkpoint folder at a time: what is "${rest[0]}"?`);
  const required = (option: 'out' | 'precision', what: string): string => {
    const value = values[option];
    if (value === undefined || value === '') throw new TypeError(`Say ${what} with --${option}.`);
    return value;
  };
  const listsPlans = values['list-plans'] === true;
  const precision = listsPlans ? 'q8' : required('precision', `how it is stored (${PRECISIONS.join(', ')})`);
  if (!isPrecision(precision)) {
    throw new TypeError(`--precision is one of ${PRECISIONS.join(', ')}, not "${precision}".`);
  }
  const ownName = isPublishedName(checkpoint) ? `${publishedModel(checkpoint).id}-${precision}` : null;
  const out = values.out ?? ownName ?? (listsPlans ? '.' : required('out', 'where the package goes'));
  const rounding = values.rounding ?? DEFAULT_ROUNDING;
  if (rounding !== 'plain' && rounding !== 'better') {
    throw new TypeError(`--rounding is better or plain, not "${rounding}".`);
  }
  const id = values.id ?? basename(resolve(out));
  return {
    checkpoint,
    codec: values.codec ?? null,
    hubUrl: values.hub ?? null,
    withCloning: values['no-cloning'] !== true,
    tokenizer: values.tokenizer ?? null,
    out,
    precision,
    rounding,
    listsPlans,
    id,
    title: values.title ?? (ownName === null ? id : publishedModel(checkpoint).title),
    notice: values.notice ?? '',
    acceptsLicence: values['accept-licence'] ?? false,
    voices: values.voices ?? null,
    origin: values.origin ?? null,
  };
}

/** @returns the exit code: 0, or 1 after one sentence that says what is wrong. */
export async function runImportCommand(
  words: readonly string[],
  output: NodeJS.WritableStream & { isTTY?: boolean },
  signal: AbortSignal,
): Promise<number> {
  try {
    const args = parseImportArguments(words);
    if (args === null) {
      output.write(USAGE);
      return 0;
    }
    const options = await importOptions(args, signal);
    if (args.listsPlans) {
      const { spec } = await planImport(options, signal);
      output.write(formatPlans(spec, planSizes(spec)));
      return 0;
    }
    const result = await importWithProgress(options, args.out, output, signal);
    output.write(formatImportReport(result));
    if (await listModel(args.out, result.manifest)) output.write('Entered into the list of models.\n');
    output.write(`${await languageTestOf(args, signal)}\n`);
    output.write(formatDivergence(await divergenceOf(args, options, result.manifest, signal)));
    return 0;
  } catch (error) {
    output.write(`\n${sentence(error)}\n`);
    return 1;
  }
}

async function importOptions(args: ImportArguments, signal: AbortSignal): Promise<ImportOptions> {
  const { checkpoint: repository, hubUrl, precision, withCloning } = args;
  const source = isPublishedName(repository)
    ? hubCheckpoint({ repository, hubUrl, precision, withCloning }, signal)
    : folderSource(args);
  return {
    ...source,
    origin: { ...source.origin, ...(args.origin === null ? {} : await readOrigin(args.origin)) },
    ...(args.tokenizer === null ? {} : { tokenizer: folderCheckpoint(args.tokenizer) }),
    ...(args.voices === null ? {} : { voices: await readVoices(args.voices) }),
    precision,
    withCloning,
    rounding: args.rounding,
    id: args.id,
    title: args.title,
    notice: args.notice,
    acceptedLicences: { has: async () => args.acceptsLicence },
  };
}

function folderSource({
  checkpoint,
  codec,
}: ImportArguments): Pick<ImportOptions, 'checkpoint' | 'codec' | 'origin'> {
  return {
    checkpoint: folderCheckpoint(checkpoint),
    ...(codec === null ? {} : { codec: folderCheckpoint(codec) }),
    origin: {
      checkpoint: basename(resolve(checkpoint)),
      codec: codec === null ? 'carried by the checkpoint' : basename(resolve(codec)),
    },
  };
}

async function importWithProgress(
  options: ImportOptions,
  out: string,
  output: NodeJS.WritableStream & { isTTY?: boolean },
  signal: AbortSignal,
): Promise<ImportResult> {
  const rounder = nodeRounding();
  const run = importModel(
    { ...options, rounder, decodeCodes: nodeDecodeCodes, newHash: nativeSha256 },
    await folderPackageWriter(out),
    signal,
  );
  const draw = progressBar(output);
  try {
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value;
      draw(value);
    }
  } finally {
    rounder.stop();
  }
}

async function languageTestOf({ out }: ImportArguments, signal: AbortSignal): Promise<string> {
  try {
    return await recordLanguageTest(out, signal);
  } catch (error) {
    if (signal.aborted) return 'The language model was not run, because you stopped that.';
    return `The language model was not run: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The package is whole by now: what goes wrong here is told, but is no failure of the import. */
async function divergenceOf(
  { out }: ImportArguments,
  options: ImportOptions,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<LogitDivergence | string> {
  try {
    return await compareWithOriginal(options, manifest, folderPackage(out), signal);
  } catch (error) {
    if (signal.aborted) return 'Logits were not compared, because you stopped that. The package is whole.';
    return `Logits were not compared: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function readVoices(file: string): Promise<unknown> {
  return readJson(file, 'voices');
}

/** Values that are not texts are kept as JSON: the manifest holds texts alone. */
async function readOrigin(file: string): Promise<Record<string, string>> {
  const origin = await readJson(file, 'origin');
  if (typeof origin !== 'object' || origin === null || Array.isArray(origin)) {
    throw new TypeError(`The origin file ${file} cannot be used: it is not a JSON object.`);
  }
  return Object.fromEntries(
    Object.entries(origin).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

async function readJson(file: string, what: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TypeError(`The ${what} file ${file} cannot be used: ${reason}.`);
  }
}

const BAR_WIDTH = 30;

/** A bar that redraws itself on a terminal, and a line every tenth elsewhere. */
function progressBar(
  output: NodeJS.WritableStream & { isTTY?: boolean },
): (progress: ImportProgress) => void {
  let drawn = -1;
  return ({ tensor, doneElements, totalElements }) => {
    const percent = Math.floor((100 * doneElements) / totalElements);
    const step = output.isTTY ? percent : Math.floor(percent / 10) * 10;
    if (step === drawn) return;
    drawn = step;
    const filled = Math.round((BAR_WIDTH * doneElements) / totalElements);
    const bar = '#'.repeat(filled).padEnd(BAR_WIDTH, '.');
    const line = `${bar} ${String(step).padStart(3)} %  ${tensor}`;
    output.write(output.isTTY ? `\r\x1b[2K${line}${percent === 100 ? '\n' : ''}` : `${line}\n`);
  };
}

function sentence(error: unknown): string {
  const question = error instanceof FailureError ? licenceQuestion(error.failure) : null;
  if (question) {
    return `${question.text}\n\n${question.title} may only be used under the licence above. If you accept it, run the command again with --accept-licence.`;
  }
  if (error instanceof FailureError || error instanceof TypeError) return error.message;
  if (error instanceof Error && error.name === 'AbortError') return 'Stopped. Nothing was written.';
  return `The import failed unexpectedly: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
