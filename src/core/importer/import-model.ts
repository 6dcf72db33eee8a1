import { localRounder } from '../quantise/rounding-kernel';
import { requireAccepted } from '../store/accepted-licences';
import type { FileEntry, Manifest } from '../store/manifest';
import { MANIFEST_FILE, type PackageWriter } from '../store/package-writer';
import { parseManifestFile } from '../store/parse-manifest';
import { planLinears } from '../store/precision-plan';
import { sha256 } from '../store/sha256';
import { measureCodec } from './codec-self-test';
import type { GroupError } from './error-report';
import type { ImportJournal } from './import-journal';
import { DEFAULT_ROUNDING, type ImportOptions } from './import-options';
import { type ImportPlan, planImport } from './import-plan';
import { ImportRun } from './import-run';
import { MAX_SHARD_BYTES } from './shard-writer';

export type ImportProgress = {
  readonly tensor: string;
  readonly doneElements: number;
  readonly totalElements: number;
  /** Of the package's weights, by plan. */
  readonly doneBytes: number;
  readonly totalBytes: number;
};

export type ImportResult = { readonly manifest: Manifest; readonly errors: readonly GroupError[] };

/**
 * The import road: checkpoint files → tensors → quantised blocks → package. Reads tensor by tensor and
 * row block by row block, so that memory stays within a few tensors. The package becomes visible at the very end;
 * when anything fails, or the consumer stops early, nothing is left of it, unless a journal
 * keeps what the same import needs to go on where it was.
 * @throws FailureError 'bad-checkpoint' or what the ports throw.
 */
export async function* importModel(
  options: ImportOptions,
  writer: PackageWriter,
  signal: AbortSignal,
  maxShardBytes = MAX_SHARD_BYTES,
  journal: ImportJournal | null = null,
): AsyncGenerator<ImportProgress, ImportResult> {
  let committed = false;
  try {
    const plan = await planImport(options, signal);
    await requireAccepted(plan.licence, options.title, options.acceptedLicences);
    const run = await ImportRun.begin(plan, options, writer, journal, maxShardBytes, signal);
    const rounding = options.rounding ?? DEFAULT_ROUNDING;
    yield* run.writeTensors(options.rounder ?? localRounder(), rounding, signal);
    const untested: Manifest = {
      formatVersion: 2,
      id: options.id,
      title: options.title,
      notice: options.notice ?? '',
      precision: options.precision,
      linears: planLinears(plan.spec.language, options.precision),
      spec: plan.spec,
      defaults: plan.defaults,
      speech: plan.speech,
      licence: plan.licence,
      origin: { ...plan.origin, rounding },
      tensors: run.tensors,
      shards: run.shards,
      tokenizerFiles: await writeTokenizerFiles(plan, writer, signal),
      voices: plan.voices,
      selfTest: null,
      languageTest: null,
    };
    const selfTest = await measureCodec(plan.tensors, untested, options.decodeCodes, signal);
    const manifest: Manifest = { ...untested, selfTest };
    const bytes = new TextEncoder().encode(JSON.stringify(manifest));
    const checked = parseManifestFile(bytes); // what we write must be what we read
    await writeFile(writer, MANIFEST_FILE, bytes, signal);
    await writer.commit(signal);
    committed = true;
    return { manifest: checked, errors: run.errors };
  } finally {
    if (!committed) await writer.abort();
  }
}

async function writeTokenizerFiles(
  { tokenizerFiles }: ImportPlan,
  writer: PackageWriter,
  signal: AbortSignal,
): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  for (const { file, bytes } of tokenizerFiles) entries.push(await writeFile(writer, file, bytes, signal));
  return entries;
}

async function writeFile(
  writer: PackageWriter,
  file: string,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<FileEntry> {
  const output = await writer.create(file, signal);
  await output.write(bytes, signal);
  await output.close();
  return { file, byteLength: bytes.byteLength, sha256: await sha256(bytes) };
}
