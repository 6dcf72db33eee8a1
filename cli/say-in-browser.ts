import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { originsOf } from '../src/core/library/public-hub';
import type { SettingKey } from '../src/core/speech/setting';
import { settingKeys, settings } from '../src/core/speech/settings';
import { agreeTo } from './browser/agree-to';
import { chromiumFlags, findChromium } from './browser/chromium';
import { ensureBuilt, SITE_FOLDER } from './browser/ensure-built';
import { serveSite } from './browser/serve-site';
import { SpeakingPage } from './browser/speaking-page';
import type { SayOptions } from './say-options';

/** Speaks with the built page, in a browser without a window, and uses it as a person would. */
export async function sayInBrowser(
  options: SayOptions,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const packageFolder = packageFolderOf(options.model);
  const executablePath = findChromium();
  ensureBuilt();
  const mounts = packageFolder ? { '/model/': packageFolder } : {};
  const server = await serveSite({ folder: SITE_FOLDER, mounts, isIsolated: true });
  try {
    const browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
    const close = () => void browser.close();
    signal.addEventListener('abort', close, { once: true });
    try {
      const page = await browser.newPage({ serviceWorkers: 'block', acceptDownloads: true });
      const address = options.model
        ? `${server.url}?model=${encodeURIComponent(packageFolder ? '/model/' : options.model)}`
        : server.url;
      if (!packageFolder && URL.canParse(options.model ?? '')) {
        // A site named on the command line counts as confirmed, so the page does not ask.
        await agreeTo(page, originsOf(options.model!));
      }
      await speakInto(new SpeakingPage(page), address, options, print);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', close);
      await browser.close();
    }
  } finally {
    await server.close();
  }
}

async function speakInto(
  speaking: SpeakingPage,
  address: string,
  options: SayOptions,
  print: (line: string) => void,
): Promise<void> {
  await speaking.open(address);
  await speaking.untilReady();
  if (options.backend === 'wasm' || options.backend === 'webgpu')
    await speaking.chooseBackend(options.backend);
  print(`${await speaking.modelFact('Model')}, on ${await speaking.modelFact('Backend')}`);
  print(await speaking.modelFact('Why'));
  if (options.voice) await speaking.chooseVoice(await voiceName(speaking, options.voice));
  if (options.maxSeconds !== null)
    await speaking.setAdvanced(settings.maxNewColumns.label, String(options.maxSeconds));
  for (const key of settingKeys) await chooseSetting(speaking, key, options.settings[key]);
  await speaking.write(options.text);
  await speaking.pressSpeak();
  let reported = '';
  await speaking.untilGenerated(24 * 3600 * 1000, (generated) => {
    if (generated !== reported) print(`generated ${generated}`);
    reported = generated;
  });
  const figures = await speaking.figures();
  await (await speaking.download()).saveAs(options.outFile);
  print(`length            ${figures.generated}`);
  print(`first sound       ${figures.firstSound}`);
  print(`real-time factor  ${figures.realTimeFactor}`);
  print(`seed              ${figures.seed}`);
  print(`${options.outFile} written, ${statSync(options.outFile).size} bytes`);
}

async function chooseSetting(
  speaking: SpeakingPage,
  key: SettingKey,
  value: string | number | undefined,
): Promise<void> {
  const { kind, label } = settings[key];
  if (value === undefined) return;
  if (key === 'seed') await speaking.keepSeed(Number(value));
  else if (kind === 'choice') await speaking.chooseAdvanced(label, String(value));
  else await speaking.setAdvanced(label, String(value));
}

/** @returns null for an address or for no model at all. @throws Error when a folder holds no package. */
function packageFolderOf(model: string | null): string | null {
  if (model === null || /^https?:\/\//.test(model)) return null;
  const folder = resolve(model);
  if (!existsSync(join(folder, 'manifest.json')))
    throw new Error(
      `${model} holds no model package: there is no manifest.json. Make one with "pagevoice import".`,
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
