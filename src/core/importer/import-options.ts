import type { CheckpointFiles } from '../checkpoint/checkpoint-files';
import type { Sha256 } from '../data/sha256';
import type { AcceptedLicences } from '../package/accepted-licences';
import type { Precision } from '../package/manifest';
import type { Rounder, Rounding } from '../quantise/rounder';
import type { DecodeCodes } from './codec-self-test';

export const DEFAULT_ROUNDING: Rounding = 'better';

/** Sources and options of an import; folders are ports, the same for Node, dropped files and downloads. */
export type ImportOptions = {
  /** The language model's folder: config.json, safetensors and, unless `tokenizer` is given, the tokenizer. */
  readonly checkpoint: CheckpointFiles;
  /** The codec's folder; may be left out for checkpoints that have the codec, and replaces theirs. */
  readonly codec?: CheckpointFiles;
  readonly tokenizer?: CheckpointFiles;
  readonly precision: Precision;
  /** Choice of quantised blocks. Default: better. */
  readonly rounding?: Rounding;
  /** Rounds tensors; by default on this thread. */
  readonly rounder?: Rounder;
  /** Hashes the shards; by default in WebAssembly. */
  readonly newHash?: () => Promise<Sha256>;
  /** Runs the codec once, for the numbers that the package can be verified by; without it there are none. */
  readonly decodeCodes?: DecodeCodes;
  /** False leaves the encoder out, which only cloning needs. Default: true. */
  readonly withCloning?: boolean;
  /** Takes checkpoints too that have lost much where it can be heard (audible-tensors.ts). Default: false. */
  readonly acceptsLowerQuality?: boolean;
  readonly id: string;
  readonly title: string;
  /** Shown with the model; empty when there is nothing to say. */
  readonly notice?: string;
  /** Optional; without it, checkpoints whose licence must be accepted are refused before a weight is read. */
  readonly acceptedLicences?: AcceptedLicences;
  /** Source of the checkpoint: repository, revision. */
  readonly origin?: Readonly<Record<string, string>>;
  /** Parsed JSON of voices.json: a list of PresetVoice. Without it, `voices.json` of the checkpoint folder is read. */
  readonly voices?: unknown;
  /** Parsed JSON of aliases.json: a table of Aliases. Without it, `aliases.json` of the checkpoint folder is read. */
  readonly aliases?: unknown;
};
