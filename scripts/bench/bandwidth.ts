import { median } from '../../src/core/data/median';

const RUNS = 5;

/**
 * Memory bandwidth of one processor thread, measured by a plain copy.
 * @returns bytes a second, read and written bytes both counted.
 */
export function processorBandwidth(now: () => number): number {
  const from = new Uint8Array(64 * 2 ** 20).fill(1);
  const to = new Uint8Array(from.length);
  const taken = Array.from({ length: RUNS }, () => {
    const start = now();
    to.set(from);
    return now() - start;
  });
  return (2 * from.length) / (median(taken) / 1000);
}

/** Memory bandwidth of the graphics device, measured by a kernel that copies. */
export async function graphicsBandwidth(device: GPUDevice, now: () => number): Promise<number> {
  const size = Math.min(64 * 2 ** 20, device.limits.maxStorageBufferBindingSize);
  const usage = GPUBufferUsage.STORAGE;
  const [from, to] = [device.createBuffer({ size, usage }), device.createBuffer({ size, usage })];
  const module = device.createShaderModule({
    code: `
      @group(0) @binding(0) var<storage, read> from_: array<vec4<u32>>;
      @group(0) @binding(1) var<storage, read_write> to_: array<vec4<u32>>;
      @compute @workgroup_size(256) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
        to_[id.x] = from_[id.x];
      }`,
  });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  const bindGroup = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [from, to].map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  const run = async () => {
    const start = now();
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(size / 16 / 256);
    pass.end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return now() - start;
  };
  await run(); // compiles
  const taken: number[] = [];
  for (let count = 0; count < RUNS; count++) taken.push(await run());
  from.destroy();
  to.destroy();
  return (2 * size) / (median(taken) / 1000);
}
