import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright';
import { build } from 'vite';
import { chromiumFlags } from '../cli/browser/chromium';
import { serveSite } from '../cli/browser/serve-site';
import { speechGraphs } from '../src/core/graph/speech-graphs';
import { openPackage } from '../src/core/package/model-package';
import { verbatim } from '../src/core/sentence';
import { folderPackage } from '../src/platform/node/folder-files';
import { openNodeModel } from '../src/platform/node/node-model';
import { type BenchOptions, parseBenchOptions, USAGE } from './bench/bench-options';
import type { BackendFigures, BenchReport } from './bench/bench-report';
import { checkPrediction } from './bench/check-prediction';
import { type Effort, measureNetworks, type NetworkFigures } from './bench/measure';
import { measureApi } from './bench/measure-api';
import { peakMemory } from './bench/process-memory';
import { randomPackage } from './bench/random-package';
import { printReport } from './bench/report';
import { requireChromium } from './require-chromium';

const CACHE = '.cache/bench';
const BUNDLED = 'public/models';
/** Work for a software adapter, which is some hundred times slower than a graphics card. */
const softwareEffort: Effort = { promptLength: 24, stepCount: 5, codecFrameCount: 4, budgetSeconds: 20 };
const SOFTWARE_COLUMNS = 24;

async function main(): Promise<void> {
  const options = parseBenchOptions(process.argv.slice(2), bundledModel());
  if (!options) return void console.log(USAGE);
  const executablePath = requireChromium();
  const folder =
    typeof options.model === 'string' ? resolve(options.model) : await randomPackage(options.model, CACHE);
  const report = await measureAll(options, folder, executablePath);
  mkdirSync(dirname(options.out), { recursive: true });
  writeFileSync(options.out, `${JSON.stringify(report, null, 2)}\n`);
  printReport(report);
  console.log(`\nWritten to ${options.out}.`);
}

async function measureAll(
  options: BenchOptions,
  folder: string,
  executablePath: string,
): Promise<BenchReport> {
  await buildPage();
  const server = await serveSite({
    folder: `${CACHE}/site`,
    isIsolated: options.isIsolated,
    mounts: { '/package/': folder },
  });
  const effort: Effort = {
    promptLength: options.prompt,
    stepCount: options.steps,
    codecFrameCount: options.frames,
    budgetSeconds: 30,
  };
  const { manifest } = await openPackage(folderPackage(folder), new AbortController().signal);
  const page: BackendFigures[] = [];
  let adapter = { type: 'none', reason: verbatim('the browser was not asked') } as BenchReport['adapter'];
  try {
    for (const backend of options.backends) {
      console.error(`Measuring ${backend} in the browser …`);
      const measured = await inBrowser(executablePath, server.url, async (own, processId) => {
        adapter = await own.evaluate(() => bench.adapter());
        if (backend === 'webgpu' && adapter.type === 'none') return null;
        const isSoftware = backend === 'webgpu' && adapter.type === 'found' && adapter.isSoftware;
        const figures = await own.evaluate(
          ([url, name, work, text, columns]) => bench.measure(url, name, work, text, columns),
          [
            `${server.origin}/package/`,
            backend,
            isSoftware ? softwareEffort : effort,
            options.text,
            isSoftware ? SOFTWARE_COLUMNS : 1000,
          ] as const,
        );
        return { ...figures, peakMemoryBytes: peakMemory(processId) };
      });
      if (!measured) continue;
      // A new browser, because the device card measures in a page that has not run a model yet.
      const facts = await inBrowser(executablePath, server.url, (own) =>
        own.evaluate((name) => bench.device(name), backend),
      );
      const { graphTarget, networks, speech } = measured;
      const prediction = checkPrediction(manifest, facts, graphTarget, networks, speech);
      page.push({ ...measured, prediction });
    }
  } finally {
    await server.close();
  }
  console.error('Measuring the API in the built site …');
  const api = await measureApi(executablePath, options.text);
  console.error('Measuring onnxruntime-node, one thread …');
  return {
    when: new Date().toISOString(),
    processor: cpus()[0]?.model ?? 'unknown',
    coreCount: cpus().length,
    model: options.model,
    adapter,
    hasGpu: adapter.type === 'found' && !adapter.isSoftware,
    page,
    node: await measureInNode(folder, effort),
    api,
  };
}

async function buildPage(): Promise<void> {
  await build({
    configFile: false,
    root: 'scripts/bench',
    base: './',
    logLevel: 'error',
    worker: { format: 'es' },
    build: { target: 'esnext', assetsInlineLimit: 0, outDir: resolve(CACHE, 'site'), emptyOutDir: true },
  });
}

/** Opens a browser with the bench's page, and closes it after the work. */
async function inBrowser<T>(
  executablePath: string,
  url: string,
  work: (page: Page, processId: number) => Promise<T>,
): Promise<T> {
  const server = await chromium.launchServer({
    executablePath,
    args: [...chromiumFlags],
    chromiumSandbox: false,
  });
  try {
    const browser = await chromium.connect(server.wsEndpoint());
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`In the page: ${error.message}`));
    await page.goto(url);
    await page.waitForFunction(() => 'bench' in globalThis);
    return await work(page, server.process().pid ?? 0);
  } finally {
    await server.close();
  }
}

async function measureInNode(folder: string, effort: Effort): Promise<NetworkFigures> {
  const { manifest, info, networks } = await openNodeModel(
    folderPackage(folder),
    new AbortController().signal,
  );
  const decode = speechGraphs(manifest, info.graphTarget).decode;
  const none = () => null;
  const figures = await measureNetworks(networks, manifest, decode, effort, () => performance.now(), none);
  await networks.dispose();
  return figures;
}

/** The first folder under public/models. */
function bundledModel(): string {
  const folder = readdirSync(BUNDLED, { withFileTypes: true }).find((entry) => entry.isDirectory());
  if (!folder) throw new Error(`There is no model package under ${BUNDLED}.`);
  return `${BUNDLED}/${folder.name}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main();
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
