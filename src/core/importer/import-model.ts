import { sha256 } from '../data/sha256';
import { requireAccepted } from '../package/accepted-licences';
import type { FileEntry, Manifest } from '../package/manifest';
import { MANIFEST_FILE, type PackageWriter, writeWhole } from '../package/package-writer';
import { parseManifestFile } from '../package/parse-manifest';
import { planLinears } from '../package/precision-plan';
import { english, type Sentence } from '../sentence';
import { measureCodec } from './codec-self-test';
import type { GroupError } from './error-report';
import type { ImportJournal } from './import-journal';
import { DEFAULT_ROUNDING, type ImportOptions } from './import-options';
import { type ImportPlan, planImport } from './import-plan';
import { type ImportProgress, writeTensors } from './import-run';
import { MAX_SHARD_BYTES } from './shard-writer';

export type ImportResult = {
  readonly manifest: Manifest;
  readonly errors: readonly GroupError[];
  /** Sentences that the manifest's notice ends with. */
  readonly warnings: readonly Sentence[];
};

/**
 * The import pipeline: checkpoint files → tensors → quantised blocks → package. Reads tensor by tensor
 * and row block by row block, so that memory stays within a few tensors. The package becomes visible at the
 * very end; when anything fails, or the consumer stops early, nothing is left of it, unless a journal keeps
 * what the same import needs to go on where it was.
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
    const { errors, ...written } = yield* writeTensors(plan, options, writer, journal, maxShardBytes, signal);
    const { rounding = DEFAULT_ROUNDING } = options;
    const untested: Manifest = {
      formatVersion: 2,
      id: options.id,
      title: options.title,
      notice: [options.notice, ...plan.warnings.map(english)].filter(Boolean).join(' '),
      precision: options.precision,
      linears: planLinears(plan.spec.language, options.precision),
      spec: plan.spec,
      defaults: plan.defaults,
      speech: plan.speech,
      licence: plan.licence,
      origin: { ...plan.origin, rounding },
      ...written,
      tokenizerFiles: await writeTokenizerFiles(plan, writer, signal),
      voices: plan.voices,
      aliases: plan.aliases,
      selfTest: null,
      languageTest: null,
    };
    const selfTest = await measureCodec(plan.tensors, untested, options.decodeCodes, signal);
    const manifest: Manifest = { ...untested, selfTest };
    const bytes = new TextEncoder().encode(JSON.stringify(manifest));
    const checked = parseManifestFile(bytes); // what we write must be what we read
    await writeWhole(writer, MANIFEST_FILE, bytes, signal);
    await writer.commit(signal);
    committed = true;
    return { manifest: checked, errors, warnings: plan.warnings };
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
  for (const { file, bytes } of tokenizerFiles) {
    await writeWhole(writer, file, bytes, signal);
    entries.push({ file, byteLength: bytes.byteLength, sha256: await sha256(bytes) });
  }
  return entries;
}
