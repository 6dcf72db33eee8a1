/**
 * The language models of both families in plain float64, written from higgs-audio.md B and H and from nothing of `src`:
 * one position at a time, every matrix a loop.
 */
export type ReferenceShape = {
  readonly isThird: boolean;
  readonly layerCount: number;
  readonly headCount: number;
  readonly keyValueHeadCount: number;
  readonly headDim: number;
  readonly epsilon: number;
  readonly theta: number;
  /** Llama 3's, of V2. */
  readonly scaling?: { factor: number; low: number; high: number; original: number };
  /** Rows of the audio table for each codebook, its two special codes included. */
  readonly codebookRows: number;
};
/** A text token, or a column of one code for each codebook. */
export type Position = number | readonly number[];
type Vector = number[];
type Read = (huggingFaceName: string) => Promise<Float32Array>;

/** Of the last position. @returns `[codebooks * codebookRows]`. */
export async function referenceLogits(
  shape: ReferenceShape,
  read: Read,
  sequence: readonly Position[],
): Promise<Vector> {
  const { isThird, epsilon, headCount, headDim, keyValueHeadCount } = shape;
  const text = await read('model.embed_tokens.weight');
  const audio = await read('model.embed_audio_tokens.embed_audio_tokens.weight');
  const hiddenSize = (await read('model.norm.weight')).length;
  const row = (table: Float32Array, at: number) => [
    ...table.subarray(at * hiddenSize, (at + 1) * hiddenSize),
  ];
  let states = sequence.map((one) =>
    typeof one === 'number'
      ? row(text, one)
      : one.map((code, k) => row(audio, k * shape.codebookRows + code)).reduce(sum),
  );
  for (let layer = 0; layer < shape.layerCount; layer++) {
    const at = `model.layers.${layer}`;
    const weights = (name: string) => read(`${at}.${name}.weight`);
    /** Which of two paths a position takes; V3 has one. */
    const paths = async (name: (prefix: string) => string) => {
      const ofText = await weights(name(''));
      const ofAudio = isThird ? ofText : await weights(name('audio_'));
      return sequence.map((one) => (typeof one === 'number' ? ofText : ofAudio));
    };
    const before = await paths((prefix) => `${prefix}input_layernorm`);
    const normed = states.map((state, i) => rmsNorm(state, before[i]!, epsilon));
    const heads = async (kind: 'q' | 'k' | 'v', count: number) => {
      const matrix = await weights(`self_attn.${kind}_proj`);
      const norm = isThird && kind !== 'v' ? await weights(`self_attn.${kind}_norm`) : null;
      return normed.map((state, position) => {
        const all = multiply(matrix, state);
        return Array.from({ length: count }, (_, head) => {
          const own = all.slice(head * headDim, (head + 1) * headDim);
          const even = norm ? rmsNorm(own, norm, epsilon) : own;
          return kind === 'v' ? even : rotated(even, position, shape);
        });
      });
    };
    const queries = await heads('q', headCount);
    const keys = await heads('k', keyValueHeadCount);
    const values = await heads('v', keyValueHeadCount);
    const output = await weights('self_attn.o_proj');
    states = states.map((state, position) => {
      const attended = queries[position]!.flatMap((query, head) => {
        const shared = Math.floor((head * keyValueHeadCount) / headCount);
        const seen = keys.slice(0, position + 1).map((key) => dot(query, key[shared]!) / Math.sqrt(headDim));
        const top = Math.max(...seen);
        const shares = seen.map((score) => Math.exp(score - top));
        const total = shares.reduce((a, b) => a + b);
        return shares.map((share, i) => values[i]![shared]!.map((x) => (x * share) / total)).reduce(sum);
      });
      return sum(state, multiply(output, attended));
    });
    const after = await paths((prefix) => `${prefix}post_attention_layernorm`);
    const [gates, ups, downs] = [
      await paths((prefix) => `${prefix}mlp.gate_proj`),
      await paths((prefix) => `${prefix}mlp.up_proj`),
      await paths((prefix) => `${prefix}mlp.down_proj`),
    ];
    states = states.map((state, i) => {
      const even = rmsNorm(state, after[i]!, epsilon);
      const up = multiply(ups[i]!, even);
      const inner = multiply(gates[i]!, even).map((x, at) => (x / (1 + Math.exp(-x))) * up[at]!);
      return sum(state, multiply(downs[i]!, inner));
    });
  }
  const head = isThird ? audio : await read('audio_lm_head.weight');
  return multiply(head, rmsNorm(states.at(-1)!, await read('model.norm.weight'), epsilon));
}

function rmsNorm(state: Vector, weight: Float32Array, epsilon: number): Vector {
  const scale = 1 / Math.sqrt(dot(state, state) / state.length + epsilon);
  return state.map((x, i) => x * scale * weight[i]!);
}

/** Turns each pair (i, i + half) by its angle. */
function rotated(head: Vector, position: number, { theta, scaling, headDim }: ReferenceShape): Vector {
  const half = headDim / 2;
  return head.map((x, at) => {
    const i = at % half;
    let frequency = theta ** ((-2 * i) / headDim);
    if (scaling) {
      const turns = (scaling.original * frequency) / (2 * Math.PI);
      const kept = Math.min(1, Math.max(0, (turns - scaling.low) / (scaling.high - scaling.low)));
      frequency *= kept + (1 - kept) / scaling.factor;
    }
    const angle = position * frequency;
    const other = at < half ? -head[at + half]! : head[at - half]!;
    return x * Math.cos(angle) + other * Math.sin(angle);
  });
}

function multiply(matrix: Float32Array, vector: Vector): Vector {
  const width = vector.length;
  return Array.from({ length: matrix.length / width }, (_, row) =>
    vector.reduce((total, x, at) => total + x * matrix[row * width + at]!, 0),
  );
}

function dot(a: Vector, b: Vector): number {
  return a.reduce((total, x, i) => total + x * b[i]!, 0);
}

function sum(a: Vector, b: Vector): Vector {
  return a.map((x, i) => x + b[i]!);
}
