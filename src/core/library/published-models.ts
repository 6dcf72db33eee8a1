import { fail } from '../failure';
import { type Sentence, say } from '../sentence';
import {
  configFiles,
  ggufForm,
  type HubFolder,
  mlxForm,
  modernCodec,
  originalForm,
  type PublishedModel,
  type RepositoryFolder,
  secondModel,
  thirdModel,
  tokenizerFiles,
} from './published-forms';

const audioCpp: RepositoryFolder = {
  repository: 'audio-cpp/audio.cpp-gguf',
  revision: '9c78726d0d2cf7ee8511e68ef003490c1251062f',
  folder: 'Higgs-Audio-v3-TTS-4B-GGUF',
  files: ['higgs-audio-v3-tts-4b-q8_0.gguf'],
};

/** @param type name of the folder and the file in Studio's repository. */
function studioFolder(type: string): RepositoryFolder {
  return {
    repository: 'drbaph/Higgs-Audio-v3-Studio',
    revision: 'c6e9db5a2062c15accc1b9bfa54d927bbdb124dc',
    folder: `models/higgs-${type}`,
    files: [`${type}.gguf`, 'config.json', ...tokenizerFiles, 'chat_template.jinja'],
  };
}

/** A form of which nobody has told how it sounds. */
const unheard = (error: Sentence): Sentence => say`${error} ${shortCodec} How it sounds was not reported.`;

const errorOf = (percent: number): Sentence => say`Error of the weights: ${percent} %.`;
const usable = say`Its makers publish it as usable.`;
const shortCodec = say`The codec has 16 bits.`;

/**
 * Every checkpoint that is imported by name. Errors are those of random weights with a normal distribution, rounded as simply
 * as each format allows; what is said of sound is what mlx-audio, audio.cpp and users report in their documents.
 * Source: higgs-audio.md A.1, A.2 and H.3; the commits of the `transformers` layout are those
 * that kadirnar/voicehub records (higgstts/native/metadata.py), with lengths that others saw on `main`; those of GGUF files are
 * the ones that programs pin which use them.
 */
export const publishedModels: readonly PublishedModel[] = [
  originalForm(secondModel, {
    repository: 'bosonai/higgs-audio-v2-generation-3B-base',
    revision: '10840182ca4ad5d9d9113b60b9bb3c1ef1ba3f84',
    files: [
      ...configFiles,
      ...tokenizerFiles,
      'model.safetensors.index.json',
      'model-00001-of-00003.safetensors',
      'model-00002-of-00003.safetensors',
      'model-00003-of-00003.safetensors',
    ],
  }),
  {
    ...originalForm(secondModel, {
      repository: 'bosonai/higgs-audio-v2-generation-3B-base',
      revision: 'd80c511612b3040ff2877ce3d408747df1739f11',
      files: [...configFiles, ...tokenizerFiles, 'chat_template.jinja', 'model.safetensors'],
    }),
    name: 'bosonai/higgs-audio-v2-generation-3B-base@transformers',
    form: say`Original, 16 bit, in the layout of transformers`,
    codec: modernCodec,
    hubert: null,
  },
  // V3 has the codec inside too, but in 16 bits, which are too few to encode a voice well.
  originalForm(thirdModel, {
    repository: 'bosonai/higgs-audio-v3-tts-4b',
    revision: '7556c17e05201fccd9c8cc120bc216dcc7b5d561',
    files: [...configFiles, ...tokenizerFiles, 'chat_template.jinja', 'model.safetensors'],
  }),
  mlxForm('mlx-community/higgs-audio-v2-3B-mlx-q8', secondModel, 8, say`${errorOf(0.7)} ${usable}`),
  mlxForm(
    'mlx-community/higgs-audio-v2-3B-mlx-q6',
    secondModel,
    6,
    say`${errorOf(2.2)} ${usable} With 4 bits they heard voices change.`,
  ),
  mlxForm(
    'whitelabel/mlx-q6-higgs-tts-3-4b',
    thirdModel,
    6,
    say`${errorOf(2.2)} A transcript of ${156} s of its speech had no error.`,
  ),
  ggufForm(
    {
      name: 'audio-cpp/audio.cpp-gguf@q8_0',
      suffix: 'audiocpp-q8_0',
      form: say`GGUF ${'Q8_0'} of audio.cpp`,
      quality: say`${errorOf(0.5)} ${shortCodec} Its makers compared it and found no drift.`,
      isRecommended: true,
      bits: [8.5, 16],
    },
    audioCpp,
  ),
  ggufForm(
    {
      name: 'drbaph/Higgs-Audio-v3-Studio@q8_0',
      suffix: 'studio-q8_0',
      form: say`GGUF ${'Q8_0'} of Studio`,
      quality: unheard(say`Error of the weights, the audio table included: ${0.5} %.`),
      isRecommended: false,
      bits: [8.5, 8.5],
    },
    studioFolder('q8_0'),
  ),
  ...(
    [
      ['q6_k', 6.5625, 1.9],
      ['q5_k', 5.5, 4],
      ['q4_k_m', 4.5, 8],
    ] as const
  ).map(([type, bits, percent]) =>
    ggufForm(
      {
        name: `drbaph/Higgs-Audio-v3-Studio@${type}`,
        suffix: `studio-${type}`,
        form: say`GGUF ${type.toUpperCase()} of Studio`,
        quality: unheard(errorOf(percent)),
        isRecommended: false,
        bits: [bits, 16],
      },
      studioFolder(type),
    ),
  ),
];

/** @throws FailureError 'bad-request' that names those that are known. */
export function publishedModel(name: string): PublishedModel {
  return (
    publishedModels.find((model) => model.name === name) ??
    fail(
      'bad-request',
      say`“${name}” is not in the list of published checkpoints. Known are ${publishedModels.map((model) => model.name).join(', ')}.`,
    )
  );
}

/** @param hubUrl the public hub, or a mirror with the same paths. */
export function hubFolderUrl(hubUrl: string, place: HubFolder): string {
  if ('address' in place) return `${place.address.replace(/\/+$/, '')}/`;
  const { repository, revision, folder } = place;
  const inside = folder === undefined ? '' : `${folder}/`;
  return `${hubUrl.replace(/\/+$/, '')}/${repository}/resolve/${revision}/${inside}`;
}

/** The origin that a package of this checkpoint keeps. */
export function originOf({
  language,
  codec,
}: {
  readonly language: HubFolder;
  readonly codec: HubFolder;
}): Readonly<Record<string, string>> {
  return { checkpoint: placeName(language), codec: placeName(codec) };
}

const placeName = (place: HubFolder): string =>
  'address' in place ? place.address : `${place.repository} at ${place.revision}`;
