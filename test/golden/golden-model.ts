import * as ort from 'onnxruntime-node';
import type { CodeGrid } from '../../src/core/codec/code-grid';
import type { CodecDecoder } from '../../src/core/codec/codec';
import type { BuiltGraph, GraphTarget } from '../../src/core/graph/built-graph';
import { codecDecoderGraph } from '../../src/core/graph/codec-decoder-graph';
import { codecEncoderGraph } from '../../src/core/graph/codec-encoder-graph';
import { languageGraph } from '../../src/core/graph/language-graph';
import { importModel } from '../../src/core/importer/import-model';
import type { Precision } from '../../src/core/package/manifest';
import { MemoryPackage } from '../../src/core/package/memory-package';
import { type ModelPackage, openPackage } from '../../src/core/package/model-package';
import { audioEmbedding, textEmbedding } from '../../src/core/package/tensor-names';
import { delayReference } from '../../src/core/prompt/delay-pattern';
import type { Prompt } from '../../src/core/prompt/prompt';
import { folderCheckpoint } from '../../src/platform/node/folder-files';
import { CachedLanguageModel } from '../../src/platform/ort/cached-language-model';
import { type CpuCodecEncoder, cpuCodecEncoder } from '../../src/platform/ort/cpu-codec-encoder';
import { CpuForwards, type Probe } from '../../src/platform/ort/cpu-forwards';
import { type CpuRuntime, openCpuSession } from '../../src/platform/ort/cpu-session';
import { LoadedTable } from '../../src/platform/ort/embedding-table';
import { graphForwards } from '../../src/platform/ort/graph-forwards';
import { ortCodecDecoder } from '../../src/platform/ort/ort-codec-decoder';
import type { OrtModule } from '../../src/platform/ort/ort-module';
import { type PromptEmbedder, promptEmbedder } from '../../src/platform/ort/prompt-embedder';
import { weightValues } from '../../src/platform/ort/weight-values';
import { goldenJson, goldenPath } from './golden';

/** Both published layouts hold the same weights and must give the same results. */
export const layouts = ['hf', 'boson'] as const;
export type Layout = (typeof layouts)[number];

export const nodeRuntime: CpuRuntime = { ort: ort as OrtModule, provider: 'cpu', threadCount: 1 };
export const never = new AbortController().signal;

/** The golden checkpoints of one layout, through the importer. */
export async function importGolden(layout: Layout, precision: Precision = 'f32'): Promise<ModelPackage> {
  const target = new MemoryPackage();
  const run = importModel(
    {
      checkpoint: folderCheckpoint(goldenPath(`model-${layout}`)),
      codec: folderCheckpoint(goldenPath(`codec-${layout}`)),
      tokenizer: folderCheckpoint(goldenPath('text-tokenizer')),
      precision,
      id: `golden-${layout}`,
      title: 'Golden checkpoint',
    },
    target,
    never,
  );
  while (!(await run.next()).done);
  return openPackage(target, never);
}

export function openGraph(model: ModelPackage, graph: BuiltGraph) {
  return openCpuSession(
    nodeRuntime,
    graph,
    (binding, signal) => weightValues(model, binding, null, signal),
    never,
  );
}

export async function openEmbedder(model: ModelPackage): Promise<PromptEmbedder> {
  const [text, audio] = await Promise.all(
    [textEmbedding, audioEmbedding].map((name) => LoadedTable.load(model, name, never)),
  );
  return promptEmbedder(model.manifest.spec.language, text!, audio!);
}

/** The language model of a package, on onnxruntime-node. */
export async function openLanguageModel(
  model: ModelPackage,
  probe: Probe | null = null,
  target: GraphTarget = 'cpu-f32',
): Promise<CachedLanguageModel> {
  const spec = model.manifest.spec.language;
  const { linears } = model.manifest;
  const open = (role: 'prefill' | 'decode') =>
    openGraph(model, languageGraph(spec, { role, target, linears, probe: probe !== null }));
  const parts = {
    ort: nodeRuntime.ort,
    spec,
    prefill: await open('prefill'),
    decode: await open('decode'),
  };
  return new CachedLanguageModel(
    spec,
    graphForwards(await openEmbedder(model), new CpuForwards(parts, probe)),
  );
}

/** The codec's decoder of a package, on onnxruntime-node. */
export async function openCodecDecoder(model: ModelPackage): Promise<CodecDecoder> {
  const spec = model.manifest.spec.codec;
  return ortCodecDecoder(nodeRuntime.ort, spec, await openGraph(model, codecDecoderGraph(spec, 'cpu-f32')));
}

/** The codec's encoder of a package, with its inner results. */
export async function openCodecEncoder(model: ModelPackage): Promise<CpuCodecEncoder> {
  const spec = model.manifest.spec.codec;
  const graph = codecEncoderGraph(spec, true);
  return cpuCodecEncoder(nodeRuntime.ort, spec, await openGraph(model, graph));
}

/** @param codes `[codebook][frame]`. */
export function gridOf(codes: readonly (readonly number[])[]): CodeGrid {
  return {
    codes: Int32Array.from(codes.flat()),
    codebookCount: codes.length,
    frameCount: codes[0]?.length ?? 0,
  };
}

/** The set's input ids are those of the Hugging Face layout, which has a second placeholder; see its README. */
const placeholders = goldenJson<{ readonly audio_token_id: number; readonly audio_delay_token_id: number }>(
  'model-hf/config.json',
);

/** The prompt of golden input ids, whose audio placeholders stand for the reference clips in turn. */
export function promptOf(
  model: ModelPackage,
  inputIds: readonly number[],
  referenceCodes: readonly (readonly (readonly number[])[])[],
): Prompt {
  const { codebooks } = model.manifest.spec.language;
  const columns = referenceCodes.flatMap((codes) => [...delayReference(gridOf(codes), codebooks)]);
  let next = 0;
  const isAudio = (id: number) =>
    id === placeholders.audio_token_id || id === placeholders.audio_delay_token_id;
  return {
    tokenIds: Int32Array.from(inputIds),
    columnAt: Int32Array.from(inputIds, (id) => (isAudio(id) ? next++ : -1)),
    columns: Int32Array.from(columns),
    codebookCount: codebooks.codebookCount,
  };
}
