import type { Fields } from '../data/untrusted-json';
import { say } from '../sentence';
import { contradict, MAX_WORD_LENGTH } from './config-fields';
import type { RopeScaling, RopeSpec } from './model-spec';

/** Beyond any trained length (131,072 for Llama 3); keeps the tables, 4 bytes * headDim per position, allocatable. */
export const MAX_POSITION_CAP = 2 ** 24;

/**
 * Reads the rotary frequencies from either spelling: `rope_parameters` (new) or `rope_theta` with `rope_scaling`.
 * @param otherwiseTheta for a family whose configs may name no frequencies at all.
 * @throws FailureError 'bad-checkpoint' for another kind of scaling, and when both spellings are there and differ.
 */
export function parseRopeSpec(config: Fields, otherwiseTheta?: number): RopeSpec {
  const modern = config.has('rope_parameters') ? parse(config.object('rope_parameters')) : null;
  const older = config.has('rope_theta') ? parseOlder(config) : null;
  if (modern && older && JSON.stringify(modern) !== JSON.stringify(older)) {
    contradict(config, say`"rope_parameters" differs from "rope_theta" and "rope_scaling".`);
  }
  if (modern || older) return (modern ?? older)!;
  return otherwiseTheta === undefined || config.has('rope_scaling')
    ? parse(config.object('rope_parameters'))
    : { theta: otherwiseTheta, scaling: null };
}

function parse(rope: Fields): RopeSpec {
  return { theta: rope.positive('rope_theta'), scaling: parseScaling(rope) };
}

function parseOlder(config: Fields): RopeSpec {
  const scaling = config.has('rope_scaling') ? parseScaling(config.object('rope_scaling')) : null;
  return { theta: config.positive('rope_theta'), scaling };
}

function parseScaling(rope: Fields): RopeScaling | null {
  const key = rope.has('rope_type') ? 'rope_type' : 'type'; // configs before transformers 4.45 say `type`
  const type = rope.text(key, MAX_WORD_LENGTH);
  if (type === 'default') return null;
  if (type !== 'llama3') rope.unexpected(key, say`"llama3" or "default", the kinds supported`);
  const scaling = {
    factor: rope.positive('factor'),
    lowFrequencyFactor: rope.positive('low_freq_factor'),
    highFrequencyFactor: rope.positive('high_freq_factor'),
    originalPositionCount: rope.count('original_max_position_embeddings', 1, MAX_POSITION_CAP),
  };
  if (scaling.highFrequencyFactor <= scaling.lowFrequencyFactor) {
    contradict(rope, say`"high_freq_factor" must be above "low_freq_factor".`);
  }
  return scaling;
}
