import type { CodeGrid } from '../codec/code-grid';
import { type CodecFingerprint, fingerprintOf, selfTestCodes } from '../codec/self-test';
import type { Manifest, PackageSource } from '../package/manifest';
import { MemoryPackage } from '../package/memory-package';
import { MANIFEST_FILE, writeWhole } from '../package/package-writer';
import { localRounder } from '../quantise/rounding-kernel';
import { ErrorReport } from './error-report';
import type { PlannedTensor } from './planned-tensor';
import { ShardWriter } from './shard-writer';
import { writeTensor } from './write-tensor';

/** Port: runs the codec's decoder of a package on the processor. @returns the samples. */
export type DecodeCodes = (
  source: PackageSource,
  manifest: Manifest,
  codes: CodeGrid,
  signal: AbortSignal,
) => Promise<Float32Array>;

/**
 * Fingerprint of the codec, from fixed codes. Its tensors are read once more, into memory, because a package
 * can not be read before it is whole; they are some ten megabytes.
 * @param manifest of the package that is being made.
 * @returns null when nothing can decode here.
 */
export async function measureCodec(
  tensors: readonly PlannedTensor[],
  manifest: Manifest,
  decodeCodes: DecodeCodes | undefined,
  signal: AbortSignal,
): Promise<CodecFingerprint | null> {
  if (!decodeCodes) return null;
  const { source, codecOnly } = await codecAlone(tensors, manifest, signal);
  try {
    const codes = selfTestCodes(manifest.spec.codec);
    return fingerprintOf(await decodeCodes(source, codecOnly, codes, signal));
  } catch (error) {
    if (signal.aborted) throw error;
    return null; // a machine that can not run the codec can still make the package
  }
}

async function codecAlone(
  tensors: readonly PlannedTensor[],
  manifest: Manifest,
  signal: AbortSignal,
): Promise<{ readonly source: MemoryPackage; readonly codecOnly: Manifest }> {
  const source = new MemoryPackage();
  const shards = new ShardWriter(source);
  const writing = { shards, report: new ErrorReport(), rounder: localRounder(), rounding: 'plain' } as const;
  for (const planned of tensors.filter(({ family }) => family === 'codec-decoder')) {
    for await (const _ of writeTensor(planned, writing, signal));
  }
  await shards.finish();
  const codecOnly = { ...manifest, tensors: shards.tensors, shards: shards.shards };
  await writeWhole(source, MANIFEST_FILE, new TextEncoder().encode(JSON.stringify(codecOnly)), signal);
  await source.commit();
  return { source, codecOnly };
}
