import type { CodecFingerprint } from '../codec/self-test';
import type { LanguageFingerprint } from '../generation/language-self-test';
import type { ModelSpec } from '../model/model-spec';
import type { SpeechProfile } from '../text/speech-profile';
import type { PackedBlocks } from './packed-blocks';

/** Name of a precision plan, see precision-plan.ts; `Manifest.linears` lists it by layer. */
export type Precision = 'q4' | 'q8' | 'mixed' | 'f16' | 'f32';
export type LinearStorage = 'q4' | 'q8' | 'f16' | 'f32';
/** Storage of each linear layer of the backbone, by its tensor's name. */
export type LinearPlan = Readonly<Record<string, LinearStorage>>;

/**
 * Element type of a stored tensor: little-endian, C order. A tensor longer than a whole shard starts one and
 * runs on at the start of the next; ModelPackage reads across.
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

/** Length and hash are those of the file's content, also where it lies packed (packed-shard.ts). */
export type FileEntry = {
  readonly file: string;
  readonly byteLength: number;
  readonly sha256: string;
  /** Shards of a packed folder only. */
  readonly packed?: PackedBlocks;
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

/** A voice that ships as codes, usable without the encoder. */
export type PresetVoice = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  /** Text of the reference; null for a voice that needs no reference (the model's own). */
  readonly transcript: string | null;
  /** [codebook][frame], without BOS and EOS; null when `transcript` is null. */
  readonly codes: readonly (readonly number[])[] | null;
};

/** Names that clients of hosted systems send, for what there is here. */
export type Aliases = {
  /** Other names of the model. */
  readonly models: readonly string[];
  /** Id of a voice by another name of it. */
  readonly voices: Readonly<Record<string, string>>;
};

export type Licence = {
  readonly name: string;
  readonly text: string;
  /** Its terms forbid common uses: a person is to accept them before anything but the manifest is loaded. */
  readonly mustAccept: boolean;
};

/**
 * A model package is a folder: this manifest, weight shards, tokenizer files. Version 1 held the graphs too;
 * they are not read, because `spec` and `linears` say all that they are built from. Version 3 has packed shards.
 */
export type Manifest = {
  readonly formatVersion: 2 | 3;
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
  /** tokenizer.json, tokenizer_config.json and, if any, chat_template.jinja. */
  readonly tokenizerFiles: readonly FileEntry[];
  readonly voices: readonly PresetVoice[];
  /** May be missing in the file: then there are none. */
  readonly aliases: Aliases;
  /** Fingerprint of the codec, measured when the package was made; null if not measured. */
  readonly selfTest: CodecFingerprint | null;
  /** The language model's answers to a fixed prompt; null if not measured. May be missing in the file. */
  readonly languageTest: LanguageFingerprint | null;
};

/** Port: reads a package's bytes, from HTTP, OPFS, a Node folder or memory. */
export interface PackageSource {
  /** The bytes are on this machine, so that reading them again is no download. */
  readonly isLocal?: boolean;
  /**
   * Reads `[offset, offset + byteLength)` of a file of the package; whole file when both are left out.
   * @param onBytes called with the number of bytes that have arrived, where the source sees them arrive; the sum is an estimate.
   */
  read(
    file: string,
    signal: AbortSignal,
    offset?: number,
    byteLength?: number,
    onBytes?: (byteLength: number) => void,
  ): Promise<Uint8Array>;
}
