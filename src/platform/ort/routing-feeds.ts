import { languageIo } from '../../core/graph/graph-io';
import type { LanguageSpec } from '../../core/model/model-spec';
import type { OrtModule, OrtTensor } from './ort-module';
import type { RowRouting } from './prompt-embedder';

/** Inputs of a prefill that mark text and audio rows; none where all rows take the same path. */
export function routingFeeds(
  ort: OrtModule,
  { feedForward }: LanguageSpec,
  { textRows, audioRows, rowOrder }: RowRouting,
): Record<string, OrtTensor> {
  if (feedForward.type === 'shared') return {};
  const indices = (values: Int32Array) => new ort.Tensor('int32', values, [values.length]);
  return {
    [languageIo.textRows]: indices(textRows),
    [languageIo.audioRows]: indices(audioRows),
    [languageIo.rowOrder]: indices(rowOrder),
  };
}
