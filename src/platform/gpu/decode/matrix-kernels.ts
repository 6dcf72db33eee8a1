/** The use of a product's row sums: to write them, to add them, or to gate a second product of the same vector. */
export type MatrixEnd = 'store' | 'add' | 'gate';

export type MatrixKernel = {
  /** Storage of the matrix; `floats` lie transposed, `[columns, rows]`. */
  readonly storage: 'q4' | 'q8' | 'floats';
  /** Type of scales, norms and plain weights. */
  readonly type: 'f16' | 'f32';
  /** The vector is normalised on the way (RMS norm). */
  readonly hasNorm: boolean;
  readonly end: MatrixEnd;
};

/** Rows that a workgroup computes. */
export const rowsPerGroup = (storage: MatrixKernel['storage']): number => (storage === 'floats' ? 64 : 4);

/**
 * A matrix times one vector. Bindings: 0 shape, 1 vector, 2 norm, 3 and 4 the matrix, 5 and 6 the second one of a gate, 7
 * the result; those that a kernel does not have are left out. The norm's factor is one number for the whole vector, so it
 * is found beside the sums and applied to them.
 */
export function matrixKernel(kernel: MatrixKernel): string {
  return kernel.storage === 'floats' ? floatsKernel(kernel) : blocksKernel(kernel);
}

const head = ({ type, hasNorm, end }: MatrixKernel, vector: string, result: string) => `
${type === 'f16' ? 'enable f16;' : ''}
struct Shape { rows: u32, columns: u32, first: u32, epsilon: f32 }
@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> vector_: array<${vector}>;
${hasNorm ? `@group(0) @binding(2) var<storage, read> norm: array<${vector.replace('f32', type)}>;` : ''}
@group(0) @binding(7) var<storage, read_write> result: array<${result}>;
fn factor(square: f32) -> f32 {
  return ${hasNorm ? 'inverseSqrt(square / f32(shape.columns) + shape.epsilon)' : '1.0'};
}
fn silu(x: vec4<f32>) -> vec4<f32> { return x / (1.0 + exp(-x)); }
fn ended(a: vec4<f32>, b: vec4<f32>) -> vec4<f32> { return ${end === 'gate' ? 'silu(a) * b' : 'a'}; }
`;

/** Four rows a workgroup; each of its threads takes every 64th block of the vector and meets it in all rows. */
function blocksKernel(kernel: MatrixKernel): string {
  const { storage, type, hasNorm, end } = kernel;
  const isGate = end === 'gate';
  const words = storage === 'q4' ? 1 : 2;
  const matrix = (binding: number, name: string) => `
@group(0) @binding(${binding}) var<storage, read> ${name}_blocks: array<vec4<u32>>;
@group(0) @binding(${binding + 1}) var<storage, read> ${name}_scales: array<${type}>;
fn ${name}_product(row: u32, block: u32, x: ptr<function, array<vec4<f32>, 8>>, sum: f32) -> f32 {
  let at = row * blockCount() + block;
  var whole = 0.0;
  for (var part = 0u; part < ${words}u; part++) {
    let four = ${name}_blocks[at * ${words}u + part];
    for (var i = 0u; i < 4u; i++) { ${
      storage === 'q4'
        ? `
      whole += dot(nibbles(four[i]), (*x)[2u * i]) + dot(nibbles(four[i] >> 16u), (*x)[2u * i + 1u]);`
        : `
      whole += dot(bytes(four[i]), (*x)[4u * part + i]);`
    }
    }
  }
  return f32(${name}_scales[at]) * (whole - ${storage === 'q4' ? '8.0' : '128.0'} * sum);
}`;
  return `${head(kernel, 'vec4<f32>', 'f32')}
fn blockCount() -> u32 { return (shape.columns + 31u) / 32u; }
fn nibbles(word: u32) -> vec4<f32> {
  return vec4<f32>((vec4<u32>(word) >> vec4<u32>(0u, 4u, 8u, 12u)) & vec4<u32>(15u));
}
fn bytes(word: u32) -> vec4<f32> {
  return vec4<f32>((vec4<u32>(word) >> vec4<u32>(0u, 8u, 16u, 24u)) & vec4<u32>(255u));
}
${matrix(3, 'a')}
${isGate ? matrix(5, 'b') : ''}
var<workgroup> a_sums: array<vec4<f32>, 64>;
var<workgroup> b_sums: array<vec4<f32>, 64>;
var<workgroup> squares: array<f32, 64>;
@compute @workgroup_size(64) fn main(
  @builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = group.x * 4u;
  var a = vec4<f32>();
  var b = vec4<f32>();
  var square = 0.0;
  for (var block = thread; block < blockCount(); block += 64u) {
    var x: array<vec4<f32>, 8>;
    var sum = 0.0;
    for (var i = 0u; i < 8u; i++) {
      let value = vector_[block * 8u + i];
      ${hasNorm ? 'square += dot(value, value);' : ''}
      x[i] = value${hasNorm ? ' * vec4<f32>(norm[block * 8u + i])' : ''};
      sum += x[i].x + x[i].y + x[i].z + x[i].w;
    }
    for (var r = 0u; r < 4u; r++) {
      let at = min(row + r, shape.rows - 1u);
      a[r] += a_product(at, block, &x, sum);
      ${isGate ? 'b[r] += b_product(at, block, &x, sum);' : ''}
    }
  }
  a_sums[thread] = a;
  b_sums[thread] = b;
  squares[thread] = square;
  for (var half = 32u; half > 0u; half >>= 1u) {
    workgroupBarrier();
    if (thread < half) {
      a_sums[thread] += a_sums[thread + half];
      b_sums[thread] += b_sums[thread + half];
      squares[thread] += squares[thread + half];
    }
  }
  workgroupBarrier();
  if (thread < 4u && row + thread < shape.rows) {
    let by = factor(squares[0]);
    let value = ended(by * a_sums[0], by * b_sums[0])[thread];
    result[shape.first + row + thread] ${end === 'add' ? '+=' : '='} value;
  }
}`;
}

/** 64 rows a workgroup, four a thread; each of its 16 slices takes every 16th element of the vector. */
function floatsKernel(kernel: MatrixKernel): string {
  const { type, hasNorm, end } = kernel;
  const isGate = end === 'gate';
  return `${head(kernel, 'f32', 'vec4<f32>')}
@group(0) @binding(3) var<storage, read> a_matrix: array<vec4<${type}>>;
${isGate ? `@group(0) @binding(5) var<storage, read> b_matrix: array<vec4<${type}>>;` : ''}
var<workgroup> a_sums: array<vec4<f32>, 256>;
var<workgroup> b_sums: array<vec4<f32>, 256>;
var<workgroup> squares: array<f32, 256>;
@compute @workgroup_size(256) fn main(
  @builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let fours = shape.rows / 4u;
  let four = group.x * 16u + thread % 16u;
  var a = vec4<f32>();
  var b = vec4<f32>();
  var square = 0.0;
  for (var column = thread / 16u; column < shape.columns; column += 16u) {
    var x = vector_[column];
    ${hasNorm ? 'square += x * x; x *= f32(norm[column]);' : ''}
    let at = column * fours + min(four, fours - 1u);
    a += x * vec4<f32>(a_matrix[at]);
    ${isGate ? 'b += x * vec4<f32>(b_matrix[at]);' : ''}
  }
  a_sums[thread] = a;
  b_sums[thread] = b;
  squares[thread] = square;
  for (var half = 128u; half >= 16u; half >>= 1u) {
    workgroupBarrier();
    if (thread < half) {
      a_sums[thread] += a_sums[thread + half];
      b_sums[thread] += b_sums[thread + half];
      squares[thread] += squares[thread + half];
    }
  }
  if (thread < 16u && four < fours) {
    let by = factor(squares[thread]);
    result[shape.first / 4u + four] ${end === 'add' ? '+=' : '='} ended(by * a_sums[thread], by * b_sums[thread]);
  }
}`;
}
