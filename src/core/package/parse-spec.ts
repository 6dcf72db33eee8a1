import type { Fields } from '../data/untrusted-json';
import { familyTraits } from '../model/families';
import {
  type CodecSpec,
  type FeedForwardSpec,
  type LanguageSpec,
  LOWEST_RATE_HZ,
  type ModelFamily,
  type ModelSpec,
  type RopeSpec,
  type SemanticSpec,
} from '../model/model-spec';
import { say } from '../sentence';

/** Far above any model of the family; keeps products of two sizes exact and allocations finite. */
const MAX_SIZE = 2 ** 22;
const MAX_RATE_HZ = 384_000;

/** The architecture as a manifest states it. It was derived by the importer; here only its form is checked. */
export function parseSpec(fields: Fields): ModelSpec {
  return {
    language: parseLanguage(fields.object('language')),
    codec: parseCodec(fields.object('codec')),
  };
}

function parseLanguage(fields: Fields): LanguageSpec {
  const size = (key: string) => fields.count(key, 1, MAX_SIZE);
  const codebooks = fields.object('codebooks');
  const tokenIds = fields.object('tokenIds');
  const codebookSize = codebooks.count('codebookSize', 1, 2 ** 16);
  const vocabularySize = size('vocabularySize');
  const tokenId = (key: string) => tokenIds.count(key, 0, vocabularySize - 1);
  // Below 0: there is no audio token.
  const placeholder = (key: string) => tokenIds.count(key, -MAX_SIZE, vocabularySize - 1);
  const spec: LanguageSpec = {
    family: fields.choice('family', Object.keys(familyTraits) as ModelFamily[]),
    layerCount: fields.count('layerCount', 1, 1024),
    hiddenSize: size('hiddenSize'),
    headCount: fields.count('headCount', 1, 4096),
    keyValueHeadCount: fields.count('keyValueHeadCount', 1, 4096),
    headDim: fields.count('headDim', 2, 4096),
    feedForward: parseFeedForward(fields.object('feedForward')),
    queryKeyNorm: fields.flag('queryKeyNorm'),
    tiedAudioHead: fields.flag('tiedAudioHead'),
    vocabularySize,
    rmsNormEpsilon: fields.number('rmsNormEpsilon', 0, 1),
    rope: parseRope(fields.object('rope')),
    maxPositionCount: size('maxPositionCount'),
    codebooks: {
      codebookCount: codebooks.count('codebookCount', 1, 256),
      codebookSize,
      streamBos: codebooks.count('streamBos', codebookSize, codebookSize + 1),
      streamEos: codebooks.count('streamEos', codebookSize, codebookSize + 1),
    },
    tokenIds: {
      audioOut: placeholder('audioOut'),
      audioDelay: placeholder('audioDelay'),
      audioOutBos: tokenId('audioOutBos'),
    },
  };
  if (spec.headCount % spec.keyValueHeadCount !== 0) {
    fields.refuse('keyValueHeadCount', say`does not divide ${spec.headCount} heads`);
  }
  return spec;
}

function parseFeedForward(fields: Fields): FeedForwardSpec {
  const size = (key: string) => fields.count(key, 1, MAX_SIZE);
  const type = fields.choice('type', ['dual', 'shared']);
  return type === 'shared'
    ? { type, size: size('size') }
    : { type, textSize: size('textSize'), audioSize: size('audioSize') };
}

function parseRope(fields: Fields): RopeSpec {
  const theta = fields.number('theta', 1, 1e12);
  if (fields.isNull('scaling')) return { theta, scaling: null };
  const scaling = fields.object('scaling');
  return {
    theta,
    scaling: {
      factor: scaling.number('factor', 1e-6, 1e6),
      lowFrequencyFactor: scaling.number('lowFrequencyFactor', 1e-6, 1e6),
      highFrequencyFactor: scaling.number('highFrequencyFactor', 1e-6, 1e6),
      originalPositionCount: scaling.count('originalPositionCount', 1, 2 ** 24),
    },
  };
}

function parseCodec(fields: Fields): CodecSpec {
  const size = (key: string) => fields.count(key, 1, MAX_SIZE);
  const strides = fields.counts('strides', [0, 16], [1, 1024]);
  const hopLengthSamples = size('hopLengthSamples');
  const product = strides.reduce((samples, stride) => samples * stride, 1);
  if (hopLengthSamples !== product)
    fields.refuse('hopLengthSamples', say`is ${hopLengthSamples}, but the strides make ${product}`);
  return {
    sampleRateHz: fields.count('sampleRateHz', LOWEST_RATE_HZ, MAX_RATE_HZ),
    hopLengthSamples,
    codebookCount: fields.count('codebookCount', 1, 256),
    codebookSize: fields.count('codebookSize', 1, 2 ** 16),
    codebookDim: size('codebookDim'),
    latentSize: size('latentSize'),
    decoderChannels: size('decoderChannels'),
    encoderChannels: size('encoderChannels'),
    strides,
    semantic: parseSemantic(fields.object('semantic')),
  };
}

function parseSemantic(fields: Fields): SemanticSpec {
  const size = (key: string) => fields.count(key, 1, MAX_SIZE);
  return {
    sampleRateHz: fields.count('sampleRateHz', 1, MAX_RATE_HZ),
    convChannels: fields.counts('convChannels', [0, 32], [1, 2 ** 16]),
    convKernels: fields.counts('convKernels', [0, 32], [1, 4096]),
    convStrides: fields.counts('convStrides', [0, 32], [1, 4096]),
    hiddenSize: size('hiddenSize'),
    layerCount: fields.count('layerCount', 1, 1024),
    headCount: fields.count('headCount', 1, 4096),
    feedForwardSize: size('feedForwardSize'),
    layerNormEpsilon: fields.number('layerNormEpsilon', 0, 1),
    positionKernel: fields.count('positionKernel', 1, 65536),
    positionGroups: fields.count('positionGroups', 1, 65536),
    frameStride: fields.count('frameStride', 1, 4096),
  };
}
