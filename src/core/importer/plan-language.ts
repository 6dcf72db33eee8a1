import type { CheckpointWeights } from '../checkpoint/checkpoint-weights';
import { stackedRows, type WeightRows } from '../checkpoint/weight-rows';
import type { LanguageSpec } from '../model/model-spec';
import type { Precision } from '../package/manifest';
import { planLinears } from '../package/precision-plan';
import {
  attentionInputs,
  audioEmbedding,
  audioHead,
  type FeedForwardPath,
  feedForwardPaths,
  feedForwardSize,
  finalNorm,
  layer,
  textEmbedding,
} from '../package/tensor-names';
import type { PlannedTensor, TensorGroup } from './planned-tensor';

/**
 * Only the linear layers of the backbone are quantised. The audio table and head stay at 16 bit, because
 * their rounding shifts the voice's pitch or makes speech end early; norms stay f32, being exact there and
 * tiny. `text_lm_head` is never looked at. Source: higgs-audio.md I, quantisation lessons.
 */
export function planLanguage(
  spec: LanguageSpec,
  weights: CheckpointWeights,
  precision: Precision,
): PlannedTensor[] {
  const linears = planLinears(spec, precision);
  const table = precision === 'f32' ? 'f32' : 'f16';
  const { hiddenSize, vocabularySize, codebooks } = spec;
  const audioRows = codebooks.codebookCount * (codebooks.codebookSize + 2);
  const paths = feedForwardPaths(spec);
  const planned: PlannedTensor[] = [];
  const add = (
    name: string,
    group: TensorGroup,
    storage: PlannedTensor['storage'],
    rows: WeightRows,
    family: PlannedTensor['family'] = 'language',
  ): void => {
    planned.push({ name, group, family, storage, dims: rows.dims, rows });
  };
  const norm = (name: string, source: string, size = hiddenSize): void =>
    add(name, 'norms', 'f32', weights.weight(source, [size]));

  add(
    audioEmbedding,
    'audio embedding and head',
    table,
    weights.weight('model.embed_audio_tokens.embed_audio_tokens.weight', [audioRows, hiddenSize]),
  );
  for (let index = 0; index < spec.layerCount; index++) {
    const at = `model.layers.${index}`;
    const names = layer(index);
    for (const path of paths) norm(names.attentionNorm(path), `${at}.${prefix[path]}input_layernorm.weight`);
    if (spec.queryKeyNorm) {
      norm(names.queryNorm, `${at}.self_attn.q_norm.weight`, spec.headDim);
      norm(names.keyNorm, `${at}.self_attn.k_norm.weight`, spec.headDim);
    }
    for (const [name, rows] of attentionWeights(spec, weights, at, index)) {
      add(name, 'attention', linears[name]!, rows);
    }
    add(
      names.output,
      'attention',
      linears[names.output]!,
      weights.weight(`${at}.self_attn.o_proj.weight`, [hiddenSize, spec.headCount * spec.headDim]),
    );
    for (const path of paths) {
      norm(names.feedForwardNorm(path), `${at}.${prefix[path]}post_attention_layernorm.weight`);
    }
    for (const path of paths) {
      for (const [name, rows] of feedForward(spec, weights, at, index, path)) {
        add(name, path === 'shared' ? 'feed-forward' : `${path} feed-forward`, linears[name]!, rows);
      }
    }
  }
  norm(finalNorm, 'model.norm.weight');
  if (!spec.tiedAudioHead) {
    add(
      audioHead,
      'audio embedding and head',
      table,
      weights.weight('audio_lm_head.weight', [audioRows, hiddenSize]),
    );
  }
  const textRows = weights.weight('model.embed_tokens.weight', [vocabularySize, hiddenSize]);
  add(textEmbedding, 'text embedding', table, textRows, 'text-embedding');
  return planned;
}

/** Prefixes with which a checkpoint marks a path's norms and feed-forwards. */
const prefix: Readonly<Record<FeedForwardPath, string>> = { text: '', audio: 'audio_', shared: '' };

/** q, k and v below each other, or apart: see `attentionInputs`. */
function attentionWeights(
  spec: LanguageSpec,
  weights: CheckpointWeights,
  at: string,
  index: number,
): readonly (readonly [string, WeightRows])[] {
  const keyValueRows = spec.keyValueHeadCount * spec.headDim;
  const projection = (name: string, rows: number): WeightRows =>
    weights.weight(`${at}.self_attn.${name}.weight`, [rows, spec.hiddenSize]);
  const parts = [
    projection('q_proj', spec.headCount * spec.headDim),
    projection('k_proj', keyValueRows),
    projection('v_proj', keyValueRows),
  ];
  const inputs = attentionInputs(spec, index);
  if (inputs.length === 1) return [[inputs[0]!.name, stackedRows(parts)]];
  return inputs.map(({ name }, part) => [name, parts[part]!]);
}

function feedForward(
  spec: LanguageSpec,
  weights: CheckpointWeights,
  at: string,
  index: number,
  path: FeedForwardPath,
): readonly (readonly [string, WeightRows])[] {
  const module = `${at}.${prefix[path]}mlp`;
  const inner = feedForwardSize(spec, path);
  const names = layer(index);
  return [
    [names.gate(path), weights.weight(`${module}.gate_proj.weight`, [inner, spec.hiddenSize])],
    [names.up(path), weights.weight(`${module}.up_proj.weight`, [inner, spec.hiddenSize])],
    [names.down(path), weights.weight(`${module}.down_proj.weight`, [spec.hiddenSize, inner])],
  ];
}
