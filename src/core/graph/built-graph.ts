/**
 * The runtimes and number formats that a network is written for. `webgpu-*`: weights are graph inputs, KV is
 * in place. `cpu-f32` and `cpu-quantised`: weights are external initializers (file name = tensor name), so that they are
 * prepacked; the first takes dequantised weights, the second the stored ones. `cpu-kernel`: the language model is computed
 * by the kernel of platform/processor, without a graph, and the codec as on `cpu-f32`.
 */
export type GraphTarget = 'webgpu-f32' | 'webgpu-f16' | 'cpu-f32' | 'cpu-quantised' | 'cpu-kernel';
export type GraphRole = 'prefill' | 'decode' | 'codec-decoder' | 'codec-encoder';

/** Rows `[from, from + count)` of a tensor's first dimension. */
export type RowRange = { readonly from: number; readonly count: number };

/**
 * One large tensor that a graph needs. `dtype` is the graph's type: f16 and f32 are converted on load.
 * `tensor`: as stored. `transposed`: stored as [N, K], written as [K, N]. Either may be of some `rows` of the
 * stored tensor only, where the whole is more than every graphics adapter binds. `dequantised`: from
 * `<tensor>.q` and `<tensor>.scales`, written as [K, N] (transposed) f32. `upsampling`: weight [in, out, 2 *
 * stride] of a transposed convolution, written as the weight [out * stride, in, 2] of the convolution whose
 * output channels are its phases: element (o * stride + q, i, t) is the stored (i, o, q + (1 - t) * stride).
 * `repeated`: stored as [C], every value written `times` times in a row. `rope-cos` / `rope-sin`: computed
 * from the spec for as many positions as the KV cache has, [positions, headDim / 2].
 */
export type WeightBinding = {
  readonly name: string;
  readonly dtype: 'float32' | 'float16' | 'uint8';
  readonly dims: readonly number[];
  readonly source:
    | { readonly type: 'tensor'; readonly tensor: string; readonly rows?: RowRange }
    | { readonly type: 'transposed'; readonly tensor: string; readonly rows?: RowRange }
    | { readonly type: 'dequantised'; readonly tensor: string; readonly bits: 4 | 8 }
    | { readonly type: 'upsampling'; readonly tensor: string }
    | { readonly type: 'repeated'; readonly tensor: string; readonly times: number }
    | { readonly type: 'rope-cos' }
    | { readonly type: 'rope-sin' };
};

/** One ONNX graph and the large tensors that must be bound to it before it can run. */
export type BuiltGraph = {
  readonly role: GraphRole;
  readonly target: GraphTarget;
  /** ONNX ModelProto; large weights are inputs or external data, never inside. */
  readonly bytes: Uint8Array;
  readonly weights: readonly WeightBinding[];
};
