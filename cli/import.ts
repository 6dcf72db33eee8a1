import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { withOnlyWeights } from '../src/core/checkpoint/folder-views';
import { isGguf } from '../src/core/checkpoint/gguf-folder';
import { errorText, FailureError } from '../src/core/failure';
import { type ImportResult, importModel } from '../src/core/importer/import-model';
import type { ImportOptions } from '../src/core/importer/import-options';
import { planImport } from '../src/core/importer/import-plan';
import { licenceQuestion } from '../src/core/package/accepted-licences';
import type { Manifest } from '../src/core/package/manifest';
import { folderCheckpoint, folderPackage } from '../src/platform/node/folder-files';
import { folderPackageWriter } from '../src/platform/node/folder-package-writer';
import { nativeSha256 } from '../src/platform/node/native-sha256';
import { nodeDecodeCodes } from '../src/platform/node/node-model';
import { nodeRounding } from '../src/platform/node/node-rounding';
import { type Command, parseWords, type Streams } from './command';
import { hubCheckpoint, isOnTheWeb } from './hub-checkpoint';
import { type ImportArguments, importOptions, parseImportArguments } from './import-arguments';
import { formatDivergence, formatImportReport, formatPlans } from './import-report';
import { formatKnownModels } from './list-known';
import { listModel } from './list-model';
import { compareWithOriginal, type LogitDivergence } from './logit-divergence';
import { planSizes } from './plan-sizes';
import { progressBar } from './progress-bar';
import { recordLanguageTest } from './record-language-test';

export const importCommand: Command = {
  synopses: [
    '<checkpoint folder> --codec <folder> --out <folder> --precision <word>',
    '<file.gguf> --out <folder> --precision <word>',
    'bosonai/higgs-audio-v2-generation-3B-base --precision <word> [--out <folder>]',
    '--list',
  ],
  description: `Reads a published checkpoint and writes a model package. A GGUF file has its small
files inside or beside it. The third form fetches checkpoint and codec from their hub while importing, and
keeps neither.`,
  options: importOptions,
  async run(words, { output, errors }, signal) {
    const { values } = parseWords(importOptions, words);
    if (values.list) {
      output.write(formatKnownModels(!values['no-cloning']));
      return 0;
    }
    const args = parseImportArguments(words);
    try {
      const options = await optionsOf(args, signal);
      if (args.listsPlans) {
        const { spec } = await planImport(options, signal);
        output.write(formatPlans(spec, planSizes(spec)));
        return 0;
      }
      const result = await importWithProgress(options, args.out, errors, signal);
      output.write(formatImportReport(result));
      const listed = await listModel(args.out, result.manifest);
      if (listed !== null) output.write(`${listed}\n`);
      output.write(`${await languageTestOf(args, signal)}\n`);
      output.write(formatDivergence(await divergenceOf(args, options, result.manifest, signal)));
      return 0;
    } catch (error) {
      throw toldOf(error);
    }
  },
};

async function optionsOf(args: ImportArguments, signal: AbortSignal): Promise<ImportOptions> {
  const { checkpoint: repository, hubUrl, precision, withCloning } = args;
  const source = isOnTheWeb(repository)
    ? withOwnCodec(hubCheckpoint({ repository, hubUrl, precision, withCloning }, signal), args)
    : folderSource(args);
  return {
    ...source,
    origin: { ...source.origin, ...(args.origin === null ? {} : await readOrigin(args.origin)) },
    ...(args.tokenizer === null ? {} : { tokenizer: folderCheckpoint(args.tokenizer) }),
    ...(args.voices === null ? {} : { voices: await readVoices(args.voices) }),
    ...(args.aliases === null ? {} : { aliases: await readJson(args.aliases, 'aliases') }),
    precision,
    withCloning,
    acceptsLowerQuality: args.acceptsLowerQuality,
    rounding: args.rounding,
    id: args.id,
    title: args.title,
    notice: args.notice,
    acceptedLicences: { has: async () => args.acceptsLicence },
  };
}

/** A codec's folder that is named takes the place of the published one. */
function withOwnCodec(options: ImportOptions, { codec }: ImportArguments): ImportOptions {
  if (codec === null) return options;
  requireFolder(codec);
  const origin = { ...options.origin, codec: basename(resolve(codec)) };
  return { ...options, codec: folderCheckpoint(codec), origin };
}

function requireFolder(folder: string): void {
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}. Correct the path.`);
}

function folderSource({
  checkpoint,
  codec,
}: ImportArguments): Pick<ImportOptions, 'checkpoint' | 'codec' | 'origin'> {
  const isFile = isGguf(basename(checkpoint));
  if (!existsSync(checkpoint)) {
    const kind = isFile ? 'file' : 'folder';
    throw new Error(
      `There is no ${kind} ${checkpoint}, and no repository of a hub has such a name. Correct it.`,
    );
  }
  if (codec !== null) requireFolder(codec);
  return {
    checkpoint: isFile
      ? withOnlyWeights(folderCheckpoint(dirname(checkpoint)), basename(checkpoint))
      : folderCheckpoint(checkpoint),
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
  errors: Streams['errors'],
  signal: AbortSignal,
): Promise<ImportResult> {
  const writer = await folderPackageWriter(out);
  // The threads start only now, because a refused folder would leave them waiting.
  const rounder = nodeRounding();
  const run = importModel(
    { ...options, rounder, decodeCodes: nodeDecodeCodes, newHash: nativeSha256 },
    writer,
    signal,
  );
  const draw = progressBar(errors);
  try {
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value;
      draw({ subject: value.tensor, done: value.doneElements, total: value.totalElements });
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
    return `The language model was not run: ${errorText(error)}`;
  }
}

/** An error here is printed, but does not fail the import: the package is whole by now. */
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
    return `Logits were not compared: ${errorText(error)}`;
  }
}

async function readVoices(file: string): Promise<unknown> {
  return readJson(file, 'voices');
}

/** Values other than texts are kept as JSON, because the manifest holds texts only. */
async function readOrigin(file: string): Promise<Record<string, string>> {
  const origin = await readJson(file, 'origin');
  if (typeof origin !== 'object' || origin === null || Array.isArray(origin)) {
    throw new Error(`The origin file ${file} cannot be used: it is not a JSON object.`);
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
    const reason = errorText(error);
    throw new Error(`The ${what} file ${file} cannot be used: ${reason}.`);
  }
}

/** Adds the licence's text to a refusal, and that nothing was written to a stop. */
function toldOf(error: unknown): unknown {
  const question = error instanceof FailureError ? licenceQuestion(error.failure) : null;
  if (question) {
    return new Error(
      `${question.text}\n\n${question.title} may only be used under the licence above. If you accept it, run the command again with --accept-licence.`,
    );
  }
  if (error instanceof FailureError && error.failure.details?.audibleLoss !== undefined) {
    return new Error(`${error.message} In this program that is --accept-lower-quality.`);
  }
  const isStop = error instanceof Error && error.name === 'AbortError';
  return isStop ? new Error('Stopped. Nothing was written.') : error;
}
