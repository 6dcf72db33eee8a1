import { basename, resolve } from 'node:path';
import { DEFAULT_ROUNDING } from '../src/core/importer/import-options';
import { checkpointPlace } from '../src/core/library/checkpoint-place';
import type { Precision } from '../src/core/package/manifest';
import { precisions } from '../src/core/package/precision-plan';
import type { Rounding } from '../src/core/quantise/rounder';
import { oneOf, parseWords, WrongUsage } from './command';
import { isOnTheWeb } from './hub-checkpoint';

export const importOptions = {
  codec: {
    value: '<folder>',
    help: "the audio codec's checkpoint; may be left out for Higgs Audio V3, which carries it",
  },
  out: { value: '<folder>', help: 'where the model package goes; must not exist yet' },
  precision: {
    value: '<word>',
    help: 'q4 (4 bit), q8 (8 bit), mixed (8 bit for audio, 4 bit for text), f16 or f32',
  },
  rounding: { value: '<word>', help: 'better (default) or plain: how 4- and 8-bit blocks are chosen' },
  list: {
    help: 'imports nothing, but lists the known checkpoints with size, quality and licence',
  },
  'list-plans': { help: 'imports nothing, but prints what the model would weigh in each precision' },
  hub: { value: '<address>', help: 'another hub with the same paths' },
  'no-cloning': { help: "leaves the codec's encoder out: smaller, but no voice can be cloned" },
  tokenizer: { value: '<folder>', help: 'where tokenizer.json lies, if not in the checkpoint folder' },
  id: { value: '<word>', help: 'name of the model for programs; default: the name of --out' },
  title: { value: '<text>', help: 'name of the model for people; default: the id' },
  notice: { value: '<text>', help: 'shown with the model' },
  'accept-licence': {
    help: 'says that you have read and accept a licence that has to be accepted (Higgs Audio V3)',
  },
  'accept-lower-quality': {
    help: 'takes a checkpoint too whose codec or audio table was quantised, which can be heard',
  },
  voices: { value: '<file>', help: 'preset voices; default: voices.json in the checkpoint folder' },
  aliases: {
    value: '<file>',
    help: 'other names of the model and its voices; default: aliases.json in the checkpoint folder',
  },
  origin: {
    value: '<file>',
    help: 'a JSON object on how the model was made (data, steps, seeds), kept in the package',
  },
} as const;

export type ImportArguments = {
  readonly checkpoint: string;
  readonly codec: string | null;
  readonly hubUrl: string | null;
  readonly withCloning: boolean;
  readonly tokenizer: string | null;
  readonly out: string;
  readonly precision: Precision;
  readonly rounding: Rounding;
  readonly listsPlans: boolean;
  readonly id: string;
  readonly title: string;
  readonly notice: string;
  readonly acceptsLicence: boolean;
  readonly acceptsLowerQuality: boolean;
  readonly voices: string | null;
  readonly aliases: string | null;
  readonly origin: string | null;
};

/** @throws WrongUsage with a sentence for a person. */
export function parseImportArguments(words: readonly string[]): ImportArguments {
  const { values, positionals } = parseWords(importOptions, words);
  const [checkpoint, ...rest] = positionals;
  if (checkpoint === undefined) throw new WrongUsage('Name the checkpoint folder as the first argument.');
  if (rest.length > 0) throw new WrongUsage(`One checkpoint folder at a time: what is "${rest[0]}"?`);
  if (values.hub !== undefined && !isOnTheWeb(checkpoint))
    throw new WrongUsage(`--hub is for a repository by its name: ${checkpoint} is taken from this computer.`);
  const required = (option: 'out' | 'precision', what: string): string => {
    const value = values[option];
    if (value === undefined) throw new WrongUsage(`Say ${what} with --${option}.`);
    return value;
  };
  const listsPlans = values['list-plans'];
  const precision = oneOf(
    '--precision',
    listsPlans ? 'q8' : required('precision', `how it is stored (${precisions.join(', ')})`),
    precisions,
  );
  const ownName = isOnTheWeb(checkpoint) ? `${checkpointPlace(checkpoint).id}-${precision}` : null;
  const out = values.out ?? ownName ?? (listsPlans ? '.' : required('out', 'where the package goes'));
  const id = values.id ?? basename(resolve(out));
  return {
    checkpoint,
    codec: values.codec ?? null,
    hubUrl: values.hub ?? null,
    withCloning: !values['no-cloning'],
    tokenizer: values.tokenizer ?? null,
    out,
    precision,
    rounding: oneOf('--rounding', values.rounding ?? DEFAULT_ROUNDING, ['better', 'plain']),
    listsPlans,
    id,
    title: values.title ?? (ownName === null ? id : checkpointPlace(checkpoint).title),
    notice: values.notice ?? '',
    acceptsLicence: values['accept-licence'],
    acceptsLowerQuality: values['accept-lower-quality'],
    voices: values.voices ?? null,
    aliases: values.aliases ?? null,
    origin: values.origin ?? null,
  };
}
