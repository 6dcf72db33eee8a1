/** Heads of a model, as the kernels of one decode step need them. */
export type HeadShape = {
  readonly headCount: number;
  readonly keyValueHeadCount: number;
  readonly headDim: number;
  /** Queries and keys have norms of their own. */
  readonly hasNorms: boolean;
  readonly epsilon: number;
  /** Type of cache, rope tables and norms. */
  readonly type: 'f16' | 'f32';
};

/** Numbers of a step: positions before it, and those that the cache has room for. */
const stepStruct = `
struct Step { past: u32, capacity: u32 }
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read_write> projected: array<f32>;`;

/**
 * One workgroup a head of queries, keys and values: norm, rotary embedding, and keys and values into their place in the
 * cache. Queries are rotated where they lie. Bindings: 0 step, 1 projected, 2 keys, 3 values, 4 cos, 5 sin, 6 and 7 norms.
 */
export function placeKernel({
  headCount,
  keyValueHeadCount,
  headDim,
  hasNorms,
  epsilon,
  type,
}: HeadShape): string {
  const half = headDim / 2;
  return `${type === 'f16' ? 'enable f16;' : ''}${stepStruct}
@group(0) @binding(2) var<storage, read_write> keys: array<${type}>;
@group(0) @binding(3) var<storage, read_write> values: array<${type}>;
@group(0) @binding(4) var<storage, read> cosines: array<${type}>;
@group(0) @binding(5) var<storage, read> sines: array<${type}>;
${
  hasNorms
    ? `@group(0) @binding(6) var<storage, read> query_norm: array<${type}>;
@group(0) @binding(7) var<storage, read> key_norm: array<${type}>;
var<workgroup> squares: array<f32, 64>;`
    : ''
}
@compute @workgroup_size(64) fn main(
  @builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let head = group.x;
  let start = head * ${headDim}u;
  let isQuery = head < ${headCount}u;
  let isKey = !isQuery && head < ${headCount + keyValueHeadCount}u;
  let place = ((head - select(${headCount}u, ${headCount + keyValueHeadCount}u, !isKey)) * step.capacity + step.past)
    * ${headDim}u;
  var by = 1.0;
  ${
    hasNorms
      ? `var square = 0.0;
  for (var i = thread; i < ${headDim}u; i += 64u) { square += projected[start + i] * projected[start + i]; }
  squares[thread] = square;
  for (var half = 32u; half > 0u; half >>= 1u) {
    workgroupBarrier();
    if (thread < half) { squares[thread] += squares[thread + half]; }
  }
  workgroupBarrier();
  by = inverseSqrt(squares[0] / ${headDim}.0 + ${epsilon});`
      : ''
  }
  for (var i = thread; i < ${half}u; i += 64u) {
    var first = projected[start + i];
    var second = projected[start + i + ${half}u];
    if (!isQuery && !isKey) {
      values[place + i] = ${type}(first);
      values[place + i + ${half}u] = ${type}(second);
      continue;
    }
    ${
      hasNorms
        ? `first *= by * f32(select(key_norm[i], query_norm[i], isQuery));
    second *= by * f32(select(key_norm[i + ${half}u], query_norm[i + ${half}u], isQuery));`
        : ''
    }
    let c = f32(cosines[step.past * ${half}u + i]);
    let s = f32(sines[step.past * ${half}u + i]);
    let turned = vec2<f32>(first * c - second * s, second * c + first * s);
    if (isQuery) {
      projected[start + i] = turned.x;
      projected[start + i + ${half}u] = turned.y;
    } else {
      keys[place + i] = ${type}(turned.x);
      keys[place + i + ${half}u] = ${type}(turned.y);
    }
  }
}`;
}

/**
 * One workgroup a head: scores of 256 positions at a time, softmax as it goes, and the weighted sum of values, which threads
 * share by element and by position. The barrier behind the loop lets all read its last weights before sums take their room.
 * Bindings: 0 step, 1 projected (rotated queries), 2 keys, 3 values, 4 the result.
 */
export function attendKernel({ headCount, keyValueHeadCount, headDim, type }: HeadShape): string {
  const groupSize = headCount / keyValueHeadCount;
  const shares = Math.floor(256 / headDim);
  return `${type === 'f16' ? 'enable f16;' : ''}${stepStruct}
@group(0) @binding(2) var<storage, read> keys: array<vec4<${type}>>;
@group(0) @binding(3) var<storage, read> values: array<${type}>;
@group(0) @binding(4) var<storage, read_write> result: array<f32>;
var<workgroup> query: array<vec4<f32>, ${headDim / 4}>;
var<workgroup> weights: array<f32, 256>;
var<workgroup> reduced: array<f32, 256>;
@compute @workgroup_size(256) fn main(
  @builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let head = group.x;
  let start = (head / ${groupSize}u) * step.capacity;
  let count = step.past + 1u;
  if (thread < ${headDim / 4}u) {
    let at = head * ${headDim}u + 4u * thread;
    query[thread] = ${1 / Math.sqrt(headDim)} *
      vec4<f32>(projected[at], projected[at + 1u], projected[at + 2u], projected[at + 3u]);
  }
  let element = thread % ${headDim}u;
  let share = thread / ${headDim}u;
  var largest = -3.0e38;
  var whole = 0.0;
  var sum = 0.0;
  for (var base = 0u; base < count; base += 256u) {
    workgroupBarrier();
    var score = -3.0e38;
    if (base + thread < count) {
      score = 0.0;
      let at = (start + base + thread) * ${headDim / 4}u;
      for (var i = 0u; i < ${headDim / 4}u; i++) { score += dot(query[i], vec4<f32>(keys[at + i])); }
    }
    reduced[thread] = score;
    for (var half = 128u; half > 0u; half >>= 1u) {
      workgroupBarrier();
      if (thread < half) { reduced[thread] = max(reduced[thread], reduced[thread + half]); }
    }
    workgroupBarrier();
    let next = max(largest, reduced[0]);
    let fade = exp(largest - next);
    largest = next;
    weights[thread] = select(0.0, exp(score - next), base + thread < count);
    whole *= fade;
    sum *= fade;
    workgroupBarrier();
    for (var i = share; i < min(256u, count - base); i += ${shares}u) {
      whole += weights[i];
      if (share < ${shares}u) { sum += weights[i] * f32(values[(start + base + i) * ${headDim}u + element]); }
    }
  }
  workgroupBarrier();
  weights[thread] = whole;
  reduced[thread] = sum;
  workgroupBarrier();
  if (thread < ${headDim}u) {
    var total = 0.0;
    var parts = 0.0;
    for (var i = 0u; i < ${shares}u; i++) {
      total += weights[thread + i * ${headDim}u];
      parts += reduced[thread + i * ${headDim}u];
    }
    result[head * ${headDim}u + thread] = parts / total;
  }
}`;
}
