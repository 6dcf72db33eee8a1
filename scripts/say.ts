import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from './chromium';
import { ensureBuilt, SITE_FOLDER } from './ensure-built';
import { sayInNode } from './say-in-node';
import { parseSayOptions, SAY_USAGE, type SayOptions } from './say-options';
import { type RunningServer, serveSite } from './server';
import { SpeakingPage } from './speaking-page';

/** Speaks without opening a window: the built page, in a browser that is not seen, driven like a person would. */
async function say(options: SayOptions): Promise<void> {
  const packageFolder = packageFolderOf(options.model);
  if (options.backend === 'node') return sayInNode(options);
  const executablePath = findChromium();
  ensureBuilt();
  let server: RunningServer | undefined;
  let browser: Browser | undefined;
  try {
    const mounts = packageFolder ? { '/model/': packageFolder } : {};
    server = await serveSite({ folder: SITE_FOLDER, mounts, isIsolated: true });
    browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
    const page = await browser.newPage({ serviceWorkers: 'block', acceptDownloads: true });
    const address = options.model
      ? `${server.url}?model=${encodeURIComponent(packageFolder ? '/model/' : options.model)}`
      : server.url;
    await speakInto(new SpeakingPage(page), address, options);
  } finally {
    await browser?.close();
    await server?.close();
  }
}

async function speakInto(speaking: SpeakingPage, address: string, options: SayOptions): Promise<void> {
  await speaking.open(address);
  await speaking.untilReady();
  if (options.backend === 'wasm' || options.backend === 'webgpu')
    await speaking.chooseBackend(options.backend);
  console.log(`${await speaking.modelFact('Model')}, on ${await speaking.modelFact('Backend')}`);
  console.log(await speaking.modelFact('Why'));
  if (options.voice) await speaking.chooseVoice(await voiceName(speaking, options.voice));
  if (options.seed !== null) await speaking.keepSeed(options.seed);
  if (options.maxSeconds !== null) await speaking.setAdvanced('Length limit', String(options.maxSeconds));
  await speaking.write(options.text);
  await speaking.pressSpeak();
  let told = '';
  await speaking.untilGenerated(24 * 3600 * 1000, (generated) => {
    if (generated !== told) console.log(`generated ${generated}`);
    told = generated;
  });
  const figures = await speaking.figures();
  await (await speaking.download()).saveAs(options.outFile);
  console.log(`length            ${figures.generated}`);
  console.log(`first sound       ${figures.firstSound}`);
  console.log(`real-time factor  ${figures.realTimeFactor}`);
  console.log(`seed              ${figures.seed}`);
  console.log(`${options.outFile} written, ${statSync(options.outFile).size} bytes`);
}

/** @returns null for an address or for no model at all. @throws Error when a folder holds no package. */
function packageFolderOf(model: string | null): string | null {
  if (model === null || /^https?:\/\//.test(model)) return null;
  const folder = resolve(model);
  if (!existsSync(join(folder, 'manifest.json')))
    throw new Error(
      `${model} holds no model package: there is no manifest.json. Make one with "npm run import".`,
    );
  return folder;
}

/** The page shows voices by name; the caller names one by id. @throws Error that lists the ids. */
async function voiceName(speaking: SpeakingPage, id: string): Promise<string> {
  const folder = await speaking.modelFact('From');
  const response = await speaking.page.request.get(new URL('manifest.json', folder).href);
  const { voices } = (await response.json()) as { voices: { id: string; name: string }[] };
  const voice = voices.find((one) => one.id === id);
  if (voice) return voice.name;
  throw new Error(
    `The model has no voice "${id}". It has: ${voices.map((one) => one.id).join(', ') || 'none'}.`,
  );
}

try {
  await say(parseSayOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (process.argv.length < 3) console.error(SAY_USAGE);
  process.exitCode = 1;
}
