import type { EndRule } from '../model/end-rule';
import { familyTraits } from '../model/families';
import type { Manifest } from '../package/manifest';
import { makersProfile } from '../text/speech-profile';
import type {
  ChoiceSetting,
  NumberSetting,
  OfModel,
  Setting,
  SettingKey,
  SettingOf,
  SettingValues,
  SpeechSettings,
} from './setting';

const endRuleNames: Readonly<Record<EndRule, string>> = {
  robust: 'Robust',
  transformers: 'Transformers',
  'first-release': 'First release',
};

/** Every setting once, in the order of forms and help: parsers, forms and commands read it. */
export const settings: { readonly [K in SettingKey]: SettingOf<SettingValues[K]> } = {
  'sampling.temperature': {
    kind: 'number',
    label: 'Temperature',
    hint: 'Low is steady, high is lively; 0 has no chance in it.',
    unit: null,
    min: 0,
    max: 2, // hotter is noise
    step: 0.1,
    default: ({ defaults }) => defaults.temperature,
  },
  'sampling.topK': {
    kind: 'whole-number',
    label: 'Top-k',
    hint: 'Choose among the k likeliest codes; 0 for all.',
    unit: 'codes',
    min: 0,
    max: ({ spec }) => spec.language.codebooks.codebookSize + 2,
    step: 1,
    default: ({ defaults }) => defaults.topK,
  },
  'sampling.topP': {
    kind: 'number',
    label: 'Top-p',
    hint: 'Choose among the likeliest that sum up to p; 1 for all.',
    unit: null,
    min: 0,
    max: 1,
    minRefusal: 'must be above 0; 1 switches it off',
    step: 0.05,
    default: ({ defaults }) => defaults.topP,
  },
  'sampling.rasWindowLength': {
    kind: 'whole-number',
    label: 'Repetition window',
    hint: 'Steps looked back on to notice a stuck sound; 0 switches it off.',
    unit: 'steps',
    min: 0,
    max: 1000,
    step: 1,
    default: ({ defaults }) => defaults.rasWindowLength,
  },
  'sampling.rasMaxRepeats': {
    kind: 'whole-number',
    label: 'Repeats allowed',
    hint: 'How often a code may recur in that window.',
    unit: 'times',
    min: 1,
    max: 1000,
    step: 1,
    default: ({ defaults }) => defaults.rasMaxRepeats,
  },
  maxNewColumns: {
    kind: 'whole-number',
    label: 'Length limit',
    hint: 'Longest speech, for each piece of text.',
    unit: 'columns', // as many a second as the codec has frames
    // Fewer columns than codebooks, those of BOS alone aside, complete no frame.
    min: ({ spec: { language } }) =>
      language.codebooks.codebookCount + familyTraits[language.family].leadColumnCount,
    max: ({ spec }) => spec.language.maxPositionCount,
    step: 1,
    default: ({ defaults, spec }) => Math.min(defaults.maxNewColumns, spec.language.maxPositionCount),
  },
  // Callers of the API set it; the form does not show it.
  maxTotalColumns: {
    kind: 'whole-number',
    label: 'Limit of the whole',
    hint: 'Longest speech, all pieces together.',
    unit: 'columns',
    min: 1,
    max: 10_000_000, // four days
    step: 1,
    default: null,
    nullMeans: null,
  },
  seed: {
    kind: 'whole-number',
    label: 'Seed',
    hint: 'Same seed, same text, same settings: same speech.',
    unit: null,
    min: 0,
    max: 2 ** 32 - 1,
    step: 1,
    default: null,
  },
  chunkMethod: {
    kind: 'choice',
    label: 'Cut long text',
    hint: 'How a long text is cut into pieces.',
    choices: [
      { value: 'auto', text: 'Automatic' },
      { value: 'speaker', text: 'By turns' },
      { value: 'word', text: 'By words' },
      { value: 'none', text: 'Never' },
    ],
    default: 'auto',
    nullMeans: 'none', // the hosted app's word for the whole text
  },
  chunkMaxWords: {
    kind: 'whole-number',
    label: 'Words per piece',
    hint: 'At most; a piece ends with a sentence where one can.',
    unit: 'words',
    min: 1,
    max: 10_000,
    step: 1,
    default: 200,
  },
  chunkMaxTurns: {
    kind: 'whole-number',
    label: 'Turns per piece',
    hint: 'How many turns are spoken in one go.',
    unit: 'turns',
    min: 1,
    max: 100,
    step: 1,
    default: 1,
  },
  chunkBufferSize: {
    kind: 'whole-number',
    label: 'Pieces remembered',
    hint: 'Fewer save memory, more keep the voice steady.',
    unit: 'pieces',
    min: 0,
    max: 10_000,
    step: 1,
    default: ({ speech }, { chunkMethod }) =>
      chunkMethod === 'auto' ? (speech ?? makersProfile).pieces.remembered : null,
    nullMeans: null, // all of them
  },
  pauseScale: {
    kind: 'number',
    label: 'Pauses',
    hint: 'Scales the silence between sentences; 0 leaves none.',
    unit: 'times',
    min: 0,
    max: 10,
    step: 0.1,
    default: 1,
  },
  retakes: {
    kind: 'whole-number',
    label: 'Made again',
    hint: 'How often a sentence that comes out too short or too long is tried again.',
    unit: 'times',
    min: 0,
    max: 10,
    step: 1,
    default: 2,
  },
  delivery: {
    kind: 'choice',
    label: 'Delivery',
    hint: 'Live is heard while it is made; of a whole take every piece may be made again.',
    choices: [
      { value: 'live', text: 'Live' },
      { value: 'whole', text: 'Whole' },
    ],
    default: 'live',
  },
  endRule: {
    kind: 'choice',
    label: 'End of speech',
    hint: 'Which rule ends the speech: ours, or that of a reference implementation.',
    choices: ({ spec }) =>
      familyTraits[spec.language.family].endRules.map((value) => ({ value, text: endRuleNames[value] })),
    default: 'robust',
  },
  codecMode: {
    kind: 'choice',
    label: 'Sound decoding',
    hint: 'Exact has no seams; a fast start is heard earlier.',
    choices: [
      { value: 'exact', text: 'Exact' },
      { value: 'fast', text: 'Fast start' },
    ],
    default: 'exact',
  },
  referencesInSystemMessage: {
    kind: 'switch',
    label: 'Put voice references into the system message',
    hint: 'Needs no transcript; models without a system message refuse it.',
    default: false,
  },
};

export const settingKeys = Object.keys(settings) as readonly SettingKey[];

/** The last part of a key: the field's own name, used in failures. */
export function fieldOf(key: SettingKey): string {
  return key.slice(key.indexOf('.') + 1);
}

export function rangeOf({ min, max }: NumberSetting, manifest: Manifest): { min: number; max: number } {
  return { min: ofModel(min, manifest), max: ofModel(max, manifest) };
}

export function choicesOf<T extends string>({ choices }: ChoiceSetting<T>, manifest: Manifest) {
  return ofModel(choices, manifest);
}

export function defaultOf<K extends SettingKey>(
  key: K,
  manifest: Manifest,
  earlier: Partial<SpeechSettings>,
): SettingValues[K] {
  const standard = settings[key].default as Setting['default'];
  return (typeof standard === 'function' ? standard(manifest, earlier) : standard) as SettingValues[K];
}

function ofModel<T>(value: OfModel<T>, manifest: Manifest): T {
  return typeof value === 'function' ? (value as (manifest: Manifest) => T)(manifest) : value;
}
