import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { ggufCheckpoint, LETTER } from '../../scripts/peers/gguf-checkpoint';
import { onnxCheckpoint } from '../../scripts/peers/onnx-checkpoint';
import type { PeerShape } from '../../scripts/peers/peer-shape';
import { inTurn, ratioOf } from '../../scripts/peers/rounds';

const tiny: PeerShape = {
  layerCount: 2,
  hiddenSize: 64,
  headCount: 2,
  keyValueHeadCount: 1,
  headDim: 32,
  maxPositionCount: 64,
  feedForwardSize: 96,
  vocabularySize: 40,
  bits: 4,
};

describe('rounds', () => {
  test('every other round goes backwards, and each figure is in its contender’s place', async () => {
    const order: number[] = [];
    const turns = [0, 1, 2].map((index) => async () => {
      order.push(index);
      return 10 * index;
    });
    expect(await inTurn(turns, 64, 8, 2)).toEqual([
      [0, 10, 20],
      [0, 10, 20],
    ]);
    expect(order).toEqual([0, 1, 2, 2, 1, 0]);
  });

  test('a ratio is the middle one of the rounds, and its spread their least and greatest', () => {
    expect(ratioOf([1, 2, 4], [3, 2, 6])).toEqual({ ratio: 1.5, low: 1, high: 3 });
  });
});

describe('peers’ checkpoints', () => {
  test('a GGUF has its tensors one behind the other, aligned, up to its end', () => {
    const bytes = Buffer.concat([...ggufCheckpoint(tiny)]);
    const again = Buffer.concat([...ggufCheckpoint(tiny)]);
    expect(bytes.equals(again)).toBe(true);
    expect(bytes.toString('latin1', 0, 4)).toBe('GGUF');
    const tensorCount = Number(bytes.readBigUInt64LE(8));
    expect(tensorCount).toBe(3 + 9 * tiny.layerCount);
    // Q4_0: 18 bytes for 32 values.
    const values = 2 * 40 * 64 + 2 * (64 * 64 + 2 * 32 * 64 + 64 * 64 + 3 * 96 * 64);
    const norms = 4 * 64 * (1 + 2 * 2);
    expect(bytes.length % 32).toBe(0);
    expect(bytes.length).toBeGreaterThan((values / 32) * 18 + norms);
    expect(bytes.includes(Buffer.from(LETTER))).toBe(true);
  });

  test.each([4, 8] as const)('an ONNX model of %i bits runs step by step as in one go', async (bits) => {
    const session = await ort.InferenceSession.create(onnxCheckpoint({ ...tiny, bits }));
    const cache = (length: number) =>
      new ort.Tensor('float32', new Float32Array(length * 32), [1, 1, length, 32]);
    const run = async (ids: readonly number[], past: Record<string, ort.Tensor> | null, total: number) => {
      const feeds: Record<string, ort.Tensor> = {
        input_ids: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
        attention_mask: new ort.Tensor('int64', new BigInt64Array(total).fill(1n), [1, total]),
      };
      for (let layer = 0; layer < tiny.layerCount; layer++) {
        for (const kind of ['key', 'value']) {
          feeds[`past_key_values.${layer}.${kind}`] = past?.[`present.${layer}.${kind}`] ?? cache(0);
        }
      }
      return session.run(feeds);
    };
    const whole = (await run([5, 6, 7], null, 3)).logits!.data as Float32Array;
    const first = await run([5, 6], null, 2);
    const last = (await run([7], first as Record<string, ort.Tensor>, 3)).logits!.data as Float32Array;
    const expected = whole.subarray(2 * tiny.vocabularySize);
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.1);
    // Activations are rounded to 8 bits with a scale of their own in each forward.
    const tolerance = 0.1 * Math.max(...expected.map(Math.abs));
    last.forEach((value, index) => {
      expect(Math.abs(value - expected[index]!)).toBeLessThan(tolerance);
    });
    await session.release();
  });
});
