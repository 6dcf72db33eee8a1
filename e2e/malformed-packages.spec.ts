import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { build, type Rollup } from 'vite';
import { SITE_FOLDER } from '../cli/browser/ensure-built';
import { fuzzFactor, fuzzTimeoutMilliseconds } from '../test/fakes/fuzz-factor';
import { malformedPackage, type PackageFiles, packageFiles } from './support/malformed/malformed-package';
import type { Answer, MalformedPage } from './support/malformed/page';
import { PACKAGES_FOLDER, PACKAGES_PATH, TOY_Q4 } from './support/packages';
import { expect, test, withPackage } from './support/site';

declare const malformedPage: MalformedPage;

/** In every run; `FUZZ_FACTOR=20` tries a thousand. */
const CASE_COUNT = 50 * fuzzFactor;
/** The case that is tried first, so that one can be tried alone: `FUZZ_FROM=17`. */
const FIRST_CASE = Number(process.env.FUZZ_FROM ?? 0);
/** Every tenth goes to the graphics card, which the tests have in software only. */
const GPU_EVERY = 10;

/** What runtimes say for themselves: names and codes of errors, paths of their makers, values that nobody caught. */
const notOurWords =
  /\w*(Error|Exception):|ERROR_CODE|onnxruntime|\.(cc|h|ts|m?js):|https?:|status code|Cannot read|is not a function|undefined|\[object|Invariant/;

// What the runtime logs of a graph, and the browser of a file that is missing, are for developers.
test.use({ expectedErrors: /onnxruntime|Failed to load resource/ });

test('malformed packages are read or refused in our words, and a good one loads after them', async ({
  speaking,
  site,
}) => {
  test.setTimeout(4 * fuzzTimeoutMilliseconds);
  const { page } = speaking;
  let served: PackageFiles = new Map();
  await page.route(`**${PACKAGES_PATH}malformed/*`, (route) => {
    const body = served.get(basename(new URL(route.request().url()).pathname));
    if (!body) return route.fulfill({ status: 404, body: 'Not found' });
    const range = /^bytes=(\d+)-(\d+)$/.exec(route.request().headers().range ?? '');
    return range
      ? route.fulfill({ status: 206, body: body.subarray(Number(range[1]), Number(range[2]) + 1) })
      : route.fulfill({ body });
  });
  await page.addInitScript({ content: await builtClient() });
  await speaking.open(withPackage(site, TOY_Q4));
  await speaking.untilReady();

  const whole = packageFiles(`${PACKAGES_FOLDER}/${TOY_Q4}`);
  const count = { spoken: 0, refused: 0, raw: 0 };
  const faults: string[] = [];
  for (let number = FIRST_CASE; number < FIRST_CASE + CASE_COUNT; number++) {
    served = malformedPackage(whole, number);
    const answer: Answer = await page.evaluate(([path, backend]) => malformedPage.tryPackage(path, backend), [
      `${PACKAGES_PATH}malformed/`,
      number % GPU_EVERY === GPU_EVERY - 1 ? 'webgpu' : 'wasm',
    ] as const);
    count[answer.type]++;
    const isOurs =
      answer.type === 'spoken' ||
      (answer.type === 'refused' && answer.kind !== 'engine-gone' && !notOurWords.test(answer.message));
    if (!isOurs) faults.push(`case ${number}: ${JSON.stringify(answer)}`);
  }
  console.log(`malformed packages: ${JSON.stringify(count)}`);
  expect(faults).toEqual([]);
  expect(count.refused).toBeGreaterThan(CASE_COUNT / 3);

  const good = await page.evaluate(
    (path) => malformedPage.tryPackage(path, 'wasm'),
    `${PACKAGES_PATH}${TOY_Q4}/`,
  );
  expect(good).toEqual({ type: 'spoken' });
  await speaking.setAdvanced('Length limit', '1');
  await speaking.speak('This is fine.');
});

/** The page's side of the bridge as a script, which starts the built worker of the site. */
async function builtClient(): Promise<string> {
  const worker = readdirSync(`${SITE_FOLDER}/assets`).find((file) => /^engine\.worker-.*\.js$/.test(file))!;
  const output = (await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [
      {
        name: 'built-engine-worker',
        enforce: 'pre',
        transform: (code) =>
          code.replace(
            /new URL\('[./]+workers\/engine\.worker\.ts', import\.meta\.url\)/g,
            `new URL('/assets/${worker}', location.href)`,
          ),
      },
    ],
    build: {
      write: false,
      target: 'esnext',
      lib: { entry: 'e2e/support/malformed/page.ts', formats: ['iife'], name: 'malformedClient' },
    },
  })) as Rollup.RollupOutput[];
  return output[0]!.output[0].code;
}
