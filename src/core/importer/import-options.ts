import type { CheckpointFiles } from '../checkpoint/checkpoint-files';
import type { Rounder, Rounding } from '../quantise/rounder';
import type { AcceptedLicences } from '../store/accepted-licences';
import type { Precision } from '../store/manifest';
import type { Sha256 } from '../store/sha256';
import type { DecodeCodes } from './codec-self-test';

export const DEFAULT_ROUNDING: Rounding = 'better';

/** What to import; folders as ports, so that Node, dropped files and downloads go the same way. */
export type ImportOptions = {
  /** The language model's folder: config.json, safetensors and, unless `tokenizer` is given, the tokenizer. */
  readonly checkpoint: CheckpointFiles;
  /** The codec's folder; may be left out for checkpoints that carry the codec, and wins over what they carry. */
  readonly codec?: CheckpointFiles;
  readonly tokenizer?: CheckpointFiles;
  readonly precision: Precision;
  /** How quantised blocks are chosen. Default: better. */
  readonly rounding?: Rounding;
  /** Who rounds: other threads, or by default this one. */
  readonly rounder?: Rounder;
  /** Hashes the shards; by default in WebAssembly. */
  readonly newHash?: () => Promise<Sha256>;
  /** Runs the codec once, for the numbers that the package can be verified by; without it there are none. */
  readonly decodeCodes?: DecodeCodes;
  /** False leaves the encoder out, which only cloning needs. Default: true. */
  readonly withCloning?: boolean;
  readonly id: string;
  readonly title: string;
  /** Shown with the model; empty when there is nothing to say. */
  readonly notice?: string;
  /** Without it, checkpoints whose licence must be accepted are refused before a weight is read. */
  readonly acceptedLicences?: AcceptedLicences;
  /** Where the checkpoint comes from, in words: repository, revision. */
  readonly origin?: Readonly<Record<string, string>>;
  /** Parsed JSON of voices.json: a list of PresetVoice. Without it, `voices.json` of the checkpoint folder is read. */
  readonly voices?: unknown;
};
