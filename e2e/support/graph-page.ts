import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

/** A tensor that goes into a graph on the page; `file` names bytes that were given to `openGraphPage`. */
export type PageTensor = {
  readonly type: 'float32' | 'float16' | 'int32' | 'int64' | 'uint8';
  readonly dims: readonly number[];
  readonly file?: string;
  readonly values?: readonly number[];
};

/** A buffer that stays, by its name; that of its input when left out. */
export type PageCache = { readonly tensor: PageTensor; readonly output: string; readonly buffer?: string };

/** One run of a session; `cache` names inputs that are bound to an output of their own and written in place. */
export type PageRun = {
  readonly graph: string;
  readonly feeds: Readonly<Record<string, PageTensor>>;
  /** Weights, uploaded once and kept for all runs. */
  readonly weights: Readonly<Record<string, PageTensor>>;
  /** Cache buffers by input name: shape, and the output that is the same buffer. */
  readonly cache: Readonly<Record<string, PageCache>>;
  readonly outputs: readonly string[];
};
export type PageResult = {
  readonly outputs: Readonly<Record<string, number[]>>;
  readonly dims: Readonly<Record<string, readonly number[]>>;
  readonly dispatchCount: number;
};

const origin = 'http://localhost:4599';
const runtimeFolder = 'node_modules/onnxruntime-web/dist';
/** Asyncify runs in every browser; the WebGPU code is the same in both builds. */
const runtime = 'ort.webgpu.bundle.min.mjs';

/** Opens an empty secure page that can load the runtime and `files`; nothing of it leaves the browser. */
export async function openGraphPage(page: Page, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await page.route(`${origin}/**`, async (route) => {
    const name = decodeURIComponent(new URL(route.request().url()).pathname.slice(1));
    if (name === '') return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
    const given = files.get(name);
    const body = given ? Buffer.from(given) : await readFile(join(runtimeFolder, name));
    const contentType = name.endsWith('.mjs')
      ? 'text/javascript'
      : name.endsWith('.wasm')
        ? 'application/wasm'
        : 'application/octet-stream';
    return route.fulfill({ contentType, body });
  });
  await page.goto(`${origin}/`);
}

/**
 * Runs graphs on WebGPU one after another, caches and weights shared by name.
 * @returns per run the wanted outputs and the number of GPU dispatches.
 */
export async function runOnGpu(page: Page, runs: readonly PageRun[]): Promise<readonly PageResult[]> {
  return page.evaluate(runInPage, { runs, runtimeUrl: `${origin}/${runtime}` });
}

/** Serialised and run in the page, so it can only name what it is given. */
async function runInPage(input: {
  readonly runs: readonly PageRun[];
  readonly runtimeUrl: string;
}): Promise<PageResult[]> {
  const ort: typeof import('onnxruntime-web/webgpu') = await import(/* @vite-ignore */ input.runtimeUrl);
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  let dispatchCount = 0;
  for (const name of ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect'] as const) {
    const original = GPUComputePassEncoder.prototype[name] as (...args: unknown[]) => undefined;
    GPUComputePassEncoder.prototype[name] = function (this: GPUComputePassEncoder, ...args: unknown[]) {
      dispatchCount++;
      return original.apply(this, args);
    };
  }
  const bytesOf = async (file: string) =>
    new Uint8Array(await (await fetch(`/${encodeURIComponent(file)}`)).arrayBuffer());
  const elementBytes = { float32: 4, float16: 2, int32: 4, int64: 8, uint8: 1 };
  const sessions = new Map<string, Awaited<ReturnType<typeof ort.InferenceSession.create>>>();
  for (const { graph, cache } of input.runs) {
    if (sessions.has(graph)) continue;
    const preferredOutputLocation = Object.fromEntries(
      Object.values(cache).map(({ output }) => [output, 'gpu-buffer' as const]),
    );
    const options = { executionProviders: ['webgpu'], preferredOutputLocation };
    sessions.set(graph, await ort.InferenceSession.create(await bytesOf(graph), options));
  }
  const device = await ort.env.webgpu.device;
  const onGpu = new Map<string, InstanceType<typeof ort.Tensor>>();
  const gpuTensor = async (name: string, tensor: PageTensor) => {
    const known = onGpu.get(name);
    if (known) return known;
    const byteLength = tensor.dims.reduce((size, dim) => size * dim, elementBytes[tensor.type]);
    const size = Math.ceil(byteLength / 16) * 16;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
    const buffer = device.createBuffer({ size, usage });
    if (tensor.file) {
      const padded = new Uint8Array(size);
      padded.set(await bytesOf(tensor.file));
      device.queue.writeBuffer(buffer, 0, padded);
    }
    const made = ort.Tensor.fromGpuBuffer(buffer, { dataType: tensor.type, dims: [...tensor.dims] });
    onGpu.set(name, made as InstanceType<typeof ort.Tensor>);
    return made;
  };
  const results: PageResult[] = [];
  for (const run of input.runs) {
    const feeds: Record<string, InstanceType<typeof ort.Tensor>> = {};
    const fetches: Record<string, InstanceType<typeof ort.Tensor> | null> = {};
    for (const [name, tensor] of Object.entries(run.weights)) feeds[name] = await gpuTensor(name, tensor);
    for (const [name, { tensor, output, buffer }] of Object.entries(run.cache)) {
      feeds[name] = await gpuTensor(buffer ?? name, tensor);
      fetches[output] = feeds[name];
    }
    for (const [name, { type, dims, values }] of Object.entries(run.feeds)) {
      const data =
        type === 'int64'
          ? BigInt64Array.from(values!, BigInt)
          : type === 'int32'
            ? Int32Array.from(values!)
            : Float32Array.from(values!);
      feeds[name] = new ort.Tensor(type as 'float32', data as unknown as Float32Array, [...dims]);
    }
    for (const name of run.outputs) fetches[name] = null;
    dispatchCount = 0;
    const found = await sessions.get(run.graph)!.run(feeds, fetches);
    const outputs = Object.fromEntries(
      run.outputs.map((name) => [name, Array.from(found[name]!.data as Float32Array)]),
    );
    const dims = Object.fromEntries(run.outputs.map((name) => [name, found[name]!.dims]));
    results.push({ outputs, dims, dispatchCount });
  }
  for (const session of sessions.values()) await session.release();
  return results;
}
