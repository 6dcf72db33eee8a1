import type { Manifest } from '../package/manifest';
import type { BuiltGraph, GraphTarget } from './built-graph';
import { codecDecoderGraph } from './codec-decoder-graph';
import { languageGraph } from './language-graph';
import { LEAST_BINDING_BYTES } from './linear-layers';

/** The graphs that speaking needs on one target. */
export type SpeechGraphs = {
  readonly prefill: BuiltGraph;
  readonly decode: BuiltGraph;
  readonly codec: BuiltGraph;
};

/**
 * Builds them from what the manifest says of the model.
 * @param maxBindingBytes see LanguageGraphOptions.
 */
export function speechGraphs(
  { spec, linears }: Pick<Manifest, 'spec' | 'linears'>,
  target: GraphTarget,
  maxBindingBytes = LEAST_BINDING_BYTES,
): SpeechGraphs {
  const language = (role: 'prefill' | 'decode') =>
    languageGraph(spec.language, { role, target, linears, maxBindingBytes });
  return {
    prefill: language('prefill'),
    decode: language('decode'),
    // The codec computes in f32 everywhere.
    codec: codecDecoderGraph(spec.codec, target.startsWith('webgpu') ? 'webgpu-f32' : 'cpu-f32'),
  };
}
