import { buildGraphs } from '../graph/build-graphs';
import type { FileEntry, GraphEntry, Manifest } from '../store/manifest';
import { MANIFEST_FILE, type PackageWriter } from '../store/package-writer';
import { parseManifestFile } from '../store/parse-manifest';
import { sha256 } from '../store/sha256';
import { ErrorReport, type GroupError } from './error-report';
import type { ImportOptions } from './import-options';
import { type ImportPlan, planImport } from './import-plan';
import { MAX_SHARD_BYTES, ShardWriter } from './shard-writer';
import { writeTensor } from './write-tensor';

export type ImportProgress = {
  readonly tensor: string;
  readonly doneElements: number;
  readonly totalElements: number;
};

export type ImportResult = { readonly manifest: Manifest; readonly errors: readonly GroupError[] };

/**
 * The import road: checkpoint files → tensors → quantised blocks → graphs → package. Reads tensor by tensor and
 * row block by row block, so that memory stays within a few tensors. The package becomes visible at the very end;
 * when anything fails, or the consumer stops early, nothing is left of it.
 * @throws FailureError 'bad-checkpoint' or what the ports throw.
 */
export async function* importModel(
  options: ImportOptions,
  writer: PackageWriter,
  signal: AbortSignal,
  maxShardBytes = MAX_SHARD_BYTES,
): AsyncGenerator<ImportProgress, ImportResult> {
  let committed = false;
  try {
    const plan = await planImport(options, signal);
    const report = new ErrorReport();
    const shards = new ShardWriter(writer, maxShardBytes);
    yield* writeTensors(plan, shards, report, signal);
    const manifest: Manifest = {
      formatVersion: 1,
      id: options.id,
      title: options.title,
      notice: options.notice ?? '',
      precision: options.precision,
      spec: plan.spec,
      defaults: plan.defaults,
      licence: plan.licence,
      origin: plan.origin,
      tensors: shards.tensors,
      shards: shards.shards,
      graphs: await writeGraphs(plan, options, writer, signal),
      tokenizerFiles: await writeTokenizerFiles(plan, writer, signal),
      voices: plan.voices,
    };
    const bytes = new TextEncoder().encode(JSON.stringify(manifest));
    const checked = parseManifestFile(bytes); // what we write must be what we read
    await writeFile(writer, MANIFEST_FILE, bytes, signal);
    await writer.commit(signal);
    committed = true;
    return { manifest: checked, errors: report.summary() };
  } finally {
    if (!committed) await writer.abort();
  }
}

async function* writeTensors(
  plan: ImportPlan,
  shards: ShardWriter,
  report: ErrorReport,
  signal: AbortSignal,
): AsyncGenerator<ImportProgress, void> {
  const totalElements = plan.tensors.reduce((sum, { rows }) => sum + rows.rowCount * rows.columnCount, 0);
  let doneElements = 0;
  for (const planned of plan.tensors) {
    for await (const elements of writeTensor(planned, shards, report, signal)) {
      doneElements += elements;
      yield { tensor: planned.name, doneElements, totalElements };
    }
  }
  await shards.finish();
}

async function writeGraphs(
  { spec }: ImportPlan,
  { precision }: ImportOptions,
  writer: PackageWriter,
  signal: AbortSignal,
): Promise<GraphEntry[]> {
  const entries: GraphEntry[] = [];
  for (const { role, target, bytes, weights } of buildGraphs(spec, precision)) {
    const file = await writeFile(writer, `${role}.${target}.onnx`, bytes, signal);
    entries.push({ ...file, role, target, weights });
  }
  return entries;
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
