import type { LanguageSpec } from '../model/model-spec';
import { layer as layerNames } from '../package/tensor-names';
import { float, type GraphBuilder } from './graph-builder';
import { languageIo } from './graph-io';
import type { LinearLayers } from './linear-layers';

/**
 * Causal attention of one layer.
 * @param projected what the layers in front of it give (`attentionInputs`): queries, keys and values `[1, S, (heads + 2 *
 *   kvHeads) * headDim]` in one, or each apart.
 * @returns `[1, S, heads * headDim]`.
 */
export type Attention = (projected: readonly string[], layer: number) => string;

/**
 * Attention whose KV cache has a fixed length and is written in place, with rotary embedding and cache update inside the
 * operator: the form that costs the fewest dispatches on WebGPU. Source: com.microsoft GroupQueryAttention.
 * @param slotCount speeches that are decoded at once: row s of a decode step belongs to slot s, which has a cache and a
 *   length of its own. With one, all rows are its.
 */
export function inPlaceAttention(
  graph: GraphBuilder,
  layers: LinearLayers,
  spec: LanguageSpec,
  slotCount = 1,
): Attention {
  const type = layers.activation;
  const slots = Array.from({ length: slotCount }, (_, slot) => ({
    slot,
    lastKeyIndex: graph.input(languageIo.lastKeyIndex(slot), 'int32', [1]),
    totalLength: graph.input(languageIo.totalLength(slot), 'int32', [1]),
  }));
  const [cos, sin] = (['rope-cos', 'rope-sin'] as const).map((source) =>
    graph.weight(
      {
        name: source.replace('-', '_'),
        dtype: type,
        dims: [spec.maxPositionCount, spec.headDim / 2],
        source: { type: source },
      },
      ['rope_positions', spec.headDim / 2],
    ),
  );
  const cacheDims = [1, spec.keyValueHeadCount, 'cache_length', spec.headDim];
  /** The operator normalises queries and keys itself, if they come apart. Its inputs in between are of no use here. */
  const normWeights = (layer: number) => {
    const { queryNorm, keyNorm } = layerNames(layer);
    const unused = ['', '', '', '', ''];
    return [...unused, ...[queryNorm, keyNorm].map((name) => layers.normWeight(name, spec.headDim))];
  };

  const attend = (projected: readonly string[], layer: number, at: (typeof slots)[number]): string => {
    const { slot, lastKeyIndex, totalLength } = at;
    const pastKey = graph.input(languageIo.pastKey(layer, slot), type, cacheDims);
    const pastValue = graph.input(languageIo.pastValue(layer, slot), type, cacheDims);
    const [first, second = '', third = ''] = projected;
    const inputs = [first!, second, third, pastKey, pastValue, lastKeyIndex, totalLength, cos!, sin!];
    if (spec.queryKeyNorm) inputs.push(...normWeights(layer));
    const [output, key, value] = graph.ops('GroupQueryAttention', inputs, ['', '', ''], {
      num_heads: spec.headCount,
      kv_num_heads: spec.keyValueHeadCount,
      do_rotary: 1,
      scale: float(attentionScale(spec)),
      ...(spec.queryKeyNorm ? { qk_norm_epsilon: float(spec.rmsNormEpsilon) } : {}),
    });
    graph.output(languageIo.presentKey(layer, slot), key!, type, cacheDims);
    graph.output(languageIo.presentValue(layer, slot), value!, type, cacheDims);
    return output!;
  };
  return (projected, layer) => {
    if (slotCount === 1) return attend(projected, layer, slots[0]!);
    const rows = projected.map((value) =>
      graph.ops(
        'Split',
        [value],
        slots.map(() => '' as const),
        { axis: 1, num_outputs: slotCount },
      ),
    );
    const attended = slots.map((at) =>
      attend(
        rows.map((values) => values[at.slot]!),
        layer,
        at,
      ),
    );
    return graph.op('Concat', attended, { axis: 1 });
  };
}

/**
 * Attention that takes the past as an input and gives back only the new rows. On the wasm backend every input is copied into
 * the heap and every output out of it, so the cache belongs to the caller, position by position: appending is one small
 * copy, and nothing is copied out twice. Measured against GroupQueryAttention with a growing cache at 600 positions (6
 * layers of 256, wasm, one thread): 1.4 against 2.2 ms a step.
 */
export function appendingAttention(
  graph: GraphBuilder,
  layers: LinearLayers,
  spec: LanguageSpec,
  rows: 1 | 'S',
): Attention {
  const { headCount, keyValueHeadCount: kvHeads, headDim } = spec;
  const ropeDims = [rows, headDim / 2];
  const cos = graph.input(languageIo.ropeCos, 'float32', ropeDims);
  const sin = graph.input(languageIo.ropeSin, 'float32', ropeDims);
  const mask = rows === 1 ? null : graph.input(languageIo.mask, 'float32', [rows, 'T']);
  const firstRow = graph.int64s([0]);
  const reshape = (value: string, dims: readonly number[]) =>
    graph.op('Reshape', [value, graph.int64s(dims)]);
  const rotate = (value: string, heads: number) =>
    graph.op('RotaryEmbedding', [value, firstRow, cos, sin], { num_heads: heads });
  /** Every head has its own norm, with weights that all of them share. */
  const normed = (value: string, heads: number, tensor: string) =>
    spec.queryKeyNorm
      ? reshape(layers.norm(reshape(value, [1, -1, heads, headDim]), tensor, headDim), [
          1,
          -1,
          heads * headDim,
        ])
      : value;
  const apart = (projected: readonly string[]): readonly string[] => {
    if (projected.length > 1) return projected;
    const sections = graph.int64s([headCount * headDim, kvHeads * headDim, kvHeads * headDim]);
    return graph.ops('Split', [projected[0]!, sections], ['', '', ''], { axis: 2 });
  };
  /** Batches over KV heads of a cache laid out `[positions, kvHeads, headDim]`, without moving it. */
  const product = (a: string, cache: string, transposed: 0 | 1, scale: number) =>
    graph.op('FusedMatMul', [a, cache], { transB: transposed, transBatchB: 1, alpha: float(scale) });

  const appended = (past: string, fresh: string, name: string): string => {
    const value = reshape(fresh, [-1, kvHeads, headDim]);
    graph.output(name, value, 'float32', [rows, kvHeads, headDim]);
    return graph.op('Concat', [past, value], { axis: 0 });
  };

  return (projected, layer) => {
    const pastDims = ['P', kvHeads, headDim];
    const pastKey = graph.input(languageIo.pastKey(layer), 'float32', pastDims);
    const pastValue = graph.input(languageIo.pastValue(layer), 'float32', pastDims);
    const { queryNorm, keyNorm } = layerNames(layer);
    const [query, key, value] = apart(projected);
    const keys = appended(pastKey, rotate(normed(key!, kvHeads, keyNorm), kvHeads), languageIo.newKey(layer));
    const values = appended(pastValue, value!, languageIo.newValue(layer));
    const rotated = rotate(normed(query!, headCount, queryNorm), headCount);
    if (mask === null) {
      const grouped = reshape(rotated, [kvHeads, headCount / kvHeads, headDim]);
      const weights = graph.op('Softmax', [product(grouped, keys, 1, attentionScale(spec))], { axis: -1 });
      return reshape(product(weights, values, 0, 1), [1, 1, headCount * headDim]);
    }
    const byHead = graph.op('Transpose', [reshape(rotated, [-1, headCount, headDim])], { perm: [1, 0, 2] });
    const scores = product(reshape(byHead, [kvHeads, -1, headDim]), keys, 1, attentionScale(spec));
    const masked = graph.op('Add', [reshape(scores, [headCount, -1, 0]), mask]);
    const weights = reshape(graph.op('Softmax', [masked], { axis: -1 }), [kvHeads, -1, 0]);
    const attended = reshape(product(weights, values, 0, 1), [headCount, -1, headDim]);
    return reshape(graph.op('Transpose', [attended], { perm: [1, 0, 2] }), [1, -1, headCount * headDim]);
  };
}

function attentionScale(spec: LanguageSpec): number {
  return 1 / Math.sqrt(spec.headDim);
}
