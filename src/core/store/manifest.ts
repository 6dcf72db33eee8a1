import type { CodecFingerprint } from '../codec/self-test';
import type { ModelSpec } from '../model/model-spec';
import type { SpeechProfile } from '../text/speech-profile';

/** Name of a precision plan, see precision-plan.ts; `Manifest.linears` tells it layer by layer. */
export type Precision = 'q4' | 'q8' | 'mixed' | 'f16' | 'f32';
export type LinearStorage = 'q4' | 'q8' | 'f16' | 'f32';
/** How each linear layer of the backbone is stored, by its tensor's name. */
export type LinearPlan = Readonly<Record<string, LinearStorage>>;

/**
 * How a tensor's bytes are stored: little-endian, C order. A tensor longer than a whole shard starts one and runs on
 * at the start of the next; ModelPackage reads across.
 */
export type TensorDtype = 'f32' | 'f16' | 'u8';

export type TensorEntry = {
  readonly name: string;
  readonly dtype: TensorDtype;
  readonly dims: readonly number[];
  /** Index into `shards`. */
  readonly shard: number;
  readonly offset: number;
  readonly byteLength: number;
};

export type FileEntry = { readonly file: string; readonly byteLength: number; readonly sha256: string };

/**
 * The same network written for different runtimes. `webgpu-*`: weights are graph inputs, KV is in place.
 * `cpu-*`: weights are external initializers (file name = tensor name), so that they are prepacked.
 * `cpu-f32` takes dequantised weights, `cpu-quantised` the stored ones.
 */
export type GraphTarget = 'webgpu-f32' | 'webgpu-f16' | 'cpu-f32' | 'cpu-quantised';
export type GraphRole = 'prefill' | 'decode' | 'codec-decoder' | 'codec-encoder';

/** Rows `[from, from + count)` of a tensor's first dimension. */
export type RowRange = { readonly from: number; readonly count: number };

/**
 * One large tensor that a graph wants. `dtype` is what the graph wants: f16 and f32 are converted on load.
 * `tensor`: as stored. `transposed`: stored as [N, K], written as [K, N]. Either may be of some `rows` of the stored tensor
 * only, where the whole is more than every graphics adapter binds.
 * `dequantised`: from `<tensor>.q` and `<tensor>.scales`, written as [K, N] (transposed) f32.
 * `upsampling`: weight [in, out, 2 * stride] of a transposed convolution, written as the weight [out * stride, in, 2] of the
 * convolution whose output channels are its phases: element (o * stride + q, i, t) is the stored (i, o, q + (1 - t) * stride).
 * `repeated`: stored as [C], every value written `times` times in a row.
 * `rope-cos` / `rope-sin`: computed from the spec for as many positions as the KV cache has, [positions, headDim / 2].
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

export type GraphEntry = FileEntry & {
  readonly role: GraphRole;
  readonly target: GraphTarget;
  readonly weights: readonly WeightBinding[];
};

/** Sampling defaults of a model; the words are those of the field. */
export type GenerationDefaults = {
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly maxNewColumns: number;
  readonly rasWindowLength: number;
  readonly rasMaxRepeats: number;
  readonly scenePrompt: string | null;
};

/** A voice that ships as codes, so that nobody needs the encoder to use it. */
export type PresetVoice = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  /** What the reference says; null for a voice that needs no reference (the model's own). */
  readonly transcript: string | null;
  /** [codebook][frame], without BOS and EOS; null when `transcript` is null. */
  readonly codes: readonly (readonly number[])[] | null;
};

export type Licence = {
  readonly name: string;
  readonly text: string;
  /** Its terms forbid common uses: a person is to accept them before anything but the manifest is loaded. */
  readonly mustAccept: boolean;
};

/** A model package is a folder: this manifest, weight shards, small graphs, tokenizer files. */
export type Manifest = {
  readonly formatVersion: 1;
  readonly id: string;
  readonly title: string;
  /** Shown with the model, e.g. that an untrained model babbles; empty when there is nothing to say. */
  readonly notice: string;
  readonly precision: Precision;
  readonly linears: LinearPlan;
  readonly spec: ModelSpec;
  readonly defaults: GenerationDefaults;
  /** Null: what is known of the family holds. */
  readonly speech: SpeechProfile | null;
  readonly licence: Licence;
  readonly origin: Readonly<Record<string, string>>;
  readonly tensors: readonly TensorEntry[];
  readonly shards: readonly FileEntry[];
  readonly graphs: readonly GraphEntry[];
  /** tokenizer.json, tokenizer_config.json and, if any, chat_template.jinja. */
  readonly tokenizerFiles: readonly FileEntry[];
  readonly voices: readonly PresetVoice[];
  /** What the codec made of fixed codes when the package was made; null when nobody ran it. */
  readonly selfTest: CodecFingerprint | null;
};

/** Where a package's bytes come from: HTTP, OPFS, a Node folder or memory. */
export interface PackageSource {
  /** The bytes lie on this machine, so that reading them again and again is no download. */
  readonly isLocal?: boolean;
  /** Reads `[offset, offset + byteLength)` of a file of the package; whole file when both are left out. */
  read(file: string, signal: AbortSignal, offset?: number, byteLength?: number): Promise<Uint8Array>;
}
