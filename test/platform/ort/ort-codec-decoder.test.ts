import { Tensor } from 'onnxruntime-common';
import { describe, expect, test } from 'vitest';
import { decoderStates } from '../../../src/core/codec/receptive-field';
import { codecDecoderIo as io } from '../../../src/core/graph/graph-io';
import { publishedShapes } from '../../../src/core/rehearsal/published-shapes';
import { ortCodecDecoder } from '../../../src/platform/ort/ort-codec-decoder';
import type { OrtModule, OrtSession, OrtTensor } from '../../../src/platform/ort/ort-module';

const never = new AbortController().signal;
const { codec: spec } = publishedShapes['3b'].spec;
const codes = { codes: new Int32Array(spec.codebookCount), codebookCount: spec.codebookCount, frameCount: 1 };

/** A runtime whose states lie on a card: they live until they are disposed. */
function cardRuntime() {
  const alive = new Set<OrtTensor>();
  const run = async (): Promise<Record<string, OrtTensor>> => {
    const results: Record<string, OrtTensor> = { [io.samples]: new Tensor('float32', [0], [1]) };
    decoderStates(spec).forEach((_, at) => {
      const state = Tensor.fromGpuBuffer({ size: 16 } as never, {
        dataType: 'float32',
        dims: [4],
        dispose: () => alive.delete(state),
      });
      alive.add(state);
      results[io.stateAfter(at)] = state;
    });
    return results;
  };
  return { alive, decoder: ortCodecDecoder({ Tensor } as OrtModule, spec, {} as OrtSession, run) };
}

describe('states that lie on a card', () => {
  test('are those of the last run only, and freed when the clip ends', async () => {
    const { alive, decoder } = cardRuntime();
    const clip = decoder.openClip();
    for (let run = 0; run < 3; run++) {
      await clip.decode(codes, false, never);
      expect(alive.size).toBe(decoderStates(spec).length);
    }
    await clip.decode(codes, true, never);
    expect(alive.size).toBe(0);
  });

  test('are freed when the clip is given up', async () => {
    const { alive, decoder } = cardRuntime();
    const clip = decoder.openClip();
    await clip.decode(codes, false, never);
    clip.close();
    expect(alive.size).toBe(0);
  });
});
