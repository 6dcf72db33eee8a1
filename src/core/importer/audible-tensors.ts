import { codedBits, codingName, type QuantisedCoding } from '../checkpoint/coding';
import { isQuantised } from '../checkpoint/source-tensor';
import type { TensorCatalogue } from '../checkpoint/tensor-catalogue';
import { fail } from '../failure';
import { type Sentence, say, type Words } from '../sentence';
import type { PlannedTensor } from './planned-tensor';

/** With fewer bits, the table and head of audio codes shift the pitch of a voice, or speech ends early. */
const AUDIO_TABLE_BITS = 8;

/**
 * Finds what a checkpoint has lost where it can be heard: its audio table and head, and its codec, should have 16 bits.
 * Source: higgs-audio.md I, quantisation lessons; mlx-audio docs/models/tts/higgs_audio.md; audio.cpp docs/gguf.md.
 * @param accepts takes them with fewer bits too.
 * @returns warnings, sentences for a person.
 * @throws FailureError 'bad-checkpoint' with `audibleLoss` among its details, which accepting helps against.
 */
export function audibleLoss(
  planned: readonly PlannedTensor[],
  codec: TensorCatalogue,
  accepts: boolean,
): readonly Sentence[] {
  const tables = planned
    .filter(({ group }) => group === 'audio embedding and head')
    .flatMap(({ rows }) => rows.quantised ?? []);
  const codings = [...codec.tensors.values()].filter(isQuantised).map(({ coding }) => coding);
  const warnings: Sentence[] = [];
  const [table] = coarsestFirst(tables);
  if (table) {
    const told = say`The table of audio codes, which is heard, has ${codingName(table)} in this checkpoint, not 16 bits`;
    const isCoarse = codedBits(table) < AUDIO_TABLE_BITS;
    const cost = isCoarse
      ? say`the pitch of voices shifts, and speech may end too early or not at all.`
      : say`voices may sound a little different from the original's.`;
    const warning = say`${told}: ${cost}`;
    if (isCoarse && !accepts) refuse(warning, '');
    warnings.push(warning);
  }
  const [coarsest] = coarsestFirst(codings);
  if (coarsest) {
    const told = say`The codec has ${codingName(coarsest)} in this checkpoint, not 16 bits: all sound becomes rougher.`;
    if (!accepts) refuse(told, say`, name the folder of the codec (bosonai/higgs-audio-v2-tokenizer) too`);
    warnings.push(told);
  }
  return warnings;
}

function coarsestFirst(codings: readonly QuantisedCoding[]): readonly QuantisedCoding[] {
  return [...codings].sort((a, b) => codedBits(a) - codedBits(b));
}

function refuse(told: Sentence, otherwise: Words): never {
  return fail(
    'bad-checkpoint',
    say`${told} Choose a release that keeps it in 16 bits${otherwise}, or say that you accept lower quality.`,
    { audibleLoss: 1 },
  );
}
