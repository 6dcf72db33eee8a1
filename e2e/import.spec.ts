import type { RunningHub } from '../test/fakes/hub-server';
import { FIRST_RELEASE, GGUF_STUDIO, MLX_SECOND, MODERN, THIRD_RELEASE } from '../test/toy/toy-hub';
import { test } from './support/hub';
import { ModelsPanel } from './support/models-panel';
import { expect, withPackage } from './support/site';

/** What the library makes of the toys. */
const HUB_MODEL = 'Higgs Audio V2 3B (q4)';
const PACKAGE_MODEL = 'Toy (q4)';

/** Many files of a hub are looked for and are not there. */
test.use({ expectedErrors: /Failed to load resource/ });

let models: ModelsPanel;

test.beforeEach(async ({ speaking }) => {
  models = new ModelsPanel(speaking.page);
  await speaking.untilReady();
  await expect(models.region.getByText(/This site uses/)).toBeVisible();
});

const sentBytes = (hub: RunningHub) => hub.sent.reduce((sum, part) => sum + part.end - part.first, 0);

/** The model reads all its bytes again and finds them right. */
async function expectWhole(panel: ModelsPanel, title: string): Promise<void> {
  await panel.model(title).getByRole('button', { name: 'Verify' }).click();
  await expect(panel.result).toContainText('every byte is as it was made');
}

for (const [repository, title] of [
  [FIRST_RELEASE, HUB_MODEL],
  [MODERN, HUB_MODEL],
  [MLX_SECOND, 'Higgs Audio V2 3B, from MLX 8 bit (q4)'],
] as const) {
  test(`${repository} is fetched, converted, kept and spoken with`, async ({ speaking, hub }) => {
    await models.installFromHub(repository, hub.url, repository === FIRST_RELEASE);
    // At its end an import tries the codec once, which a busy machine is slow to load.
    await expect(models.result).toContainText('is on this device', { timeout: 180_000 });
    await expectWhole(models, title);
    await models.model(title).getByRole('button', { name: 'Use' }).click();
    await expect(models.model(title).getByRole('button', { name: 'In use' })).toBeVisible();
    await speaking.chooseBackend('wasm');
    expect(await speaking.modelFact('From')).toBe('this device');
    await speaking.setAdvanced('Length limit', '1');
    await speaking.speak('From the hub.');
    expect((await speaking.figures()).generated).toMatch(/^\d/);
  });
}

test('V3 asks for its licence before it is fetched, also where no model could be loaded', async ({
  speaking,
  site,
  hub,
}) => {
  await speaking.open(withPackage(site, 'nothing-here'));
  await expect(speaking.alert).toContainText('missing');
  await models.installFromHub(THIRD_RELEASE, hub.url, false);
  await expect(models.problem).toContainText('Read it, and accept it first');
  await expect(models.cutOff).toHaveCount(0);
  await speaking.page.getByRole('button', { name: 'I have read and accept this licence' }).click();
  await expect(models.result).toContainText('is on this device');
  await models.model('Higgs Audio V3 4B (q4)').getByRole('button', { name: 'Use' }).click();
  await speaking.untilReady();
  expect(await speaking.modelFact('From')).toBe('this device');
  // A GGUF file of the same model comes without the terms: their summary is another text, and asked about again.
  await models.installFromHub(GGUF_STUDIO, hub.url, false);
  await speaking.page.getByRole('button', { name: 'I have read and accept this licence' }).click();
  await expect(models.result).toContainText('from GGUF Q6_K of Studio is on this device');
  const title = 'Higgs Audio V3 4B, from GGUF Q6_K of Studio (q4)';
  await models.model(title).getByRole('button', { name: 'Use' }).click();
  await expect(models.model(title).getByRole('button', { name: 'In use' })).toBeVisible();
});

test('a reload in the middle costs little: it goes on and ends whole', async ({ speaking, hub }) => {
  hub.bytesPerSecond = 200_000;
  await models.installFromHub(FIRST_RELEASE, hub.url, true);
  await expect(models.work).toContainText(/downloading, [2-9]\d\d kB/);
  await speaking.page.reload();
  hub.bytesPerSecond = null;
  await expect(models.cutOff).toContainText(/[1-9]\d* kB kept\./);
  await expect(models.model(HUB_MODEL)).toHaveCount(0);
  const before = sentBytes(hub);
  await models.cutOff.getByRole('button', { name: 'Resume' }).click();
  await expect(models.result).toContainText('is on this device');
  await expect(models.cutOff).toHaveCount(0);
  expect(sentBytes(hub) - before).toBeLessThan(before + 800_000);
  await expectWhole(models, HUB_MODEL);
});

test('stopped and discarded, nothing is left', async ({ hub }) => {
  hub.bytesPerSecond = 200_000;
  await models.installFromHub(MODERN, hub.url, true);
  await expect(models.work).toContainText(/downloading, \d+ kB/);
  await models.region.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(models.result).toContainText('Stopped. What is there is kept.');
  await models.cutOff.getByRole('button', { name: 'Discard' }).click();
  await expect(models.cutOff).toHaveCount(0);
});

test('two tabs that install the same do not fight', async ({ newSpeakingPage, site, hub, packageUrl }) => {
  const other = await newSpeakingPage();
  await other.open(site.url);
  await other.untilReady();
  const otherModels = new ModelsPanel(other.page);
  hub.bytesPerSecond = 300_000;
  await models.installPackage(packageUrl);
  await expect(models.work).toContainText('downloading');
  await otherModels.installPackage(packageUrl);
  await expect(otherModels.work).toContainText('waiting for another tab');
  hub.bytesPerSecond = null;
  for (const panel of [models, otherModels]) {
    await expect(panel.result).toContainText('is on this device');
    await expect(panel.model(PACKAGE_MODEL)).toBeVisible();
  }
  const shards = hub.requests.filter(
    ({ path, range }) => path.includes('language-') && range?.includes('=0-'),
  );
  expect(new Set(shards.map(({ path }) => path)).size).toBe(shards.length);

  // A model that is in use in one tab is not removed by the other.
  await models.model(PACKAGE_MODEL).getByRole('button', { name: 'Use' }).click();
  await expect(models.model(PACKAGE_MODEL).getByRole('button', { name: 'In use' })).toBeVisible();
  await otherModels.model(PACKAGE_MODEL).getByRole('button', { name: 'Remove' }).click();
  await otherModels.model(PACKAGE_MODEL).getByRole('button', { name: 'Really remove it' }).click();
  await expect(otherModels.problem).toContainText('in use');
});

test('a full disk is told, and what is there is kept for when there is room', async ({
  speaking,
  site,
  packageUrl,
}) => {
  const session = await speaking.page.context().newCDPSession(speaking.page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: site.origin, quotaSize: 450_000 });
  await models.installPackage(packageUrl);
  await expect(models.problem).toContainText(/disk is full.*What was fetched is kept/);
  await expect(models.model(PACKAGE_MODEL)).toHaveCount(0);
  await expect(models.cutOff).toContainText(/[1-9]\d* kB kept\./);
  await session.send('Storage.overrideQuotaForOrigin', { origin: site.origin });
  await models.cutOff.getByRole('button', { name: 'Resume' }).click();
  await expect(models.result).toContainText('is on this device');
  await expectWhole(models, PACKAGE_MODEL);
});

test('an exported model moves to another browser without a network', async ({
  browser,
  site,
  hub,
  packageUrl,
}, info) => {
  await models.page.addInitScript(() => Reflect.deleteProperty(window, 'showDirectoryPicker'));
  await models.page.reload();
  await models.installPackage(packageUrl);
  await expect(models.result).toContainText('is on this device');
  const archive = info.outputPath('model.tar');
  await (await models.saveArchive(PACKAGE_MODEL)).saveAs(archive);
  await hub.close();

  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(site.url);
  const other = new ModelsPanel(page);
  await other.installFiles(archive);
  await expect(other.result).toContainText('is on this device');
  await expectWhole(other, PACKAGE_MODEL);
  await other.model(PACKAGE_MODEL).getByRole('button', { name: 'Remove' }).click();
  await other.model(PACKAGE_MODEL).getByRole('button', { name: 'Really remove it' }).click();
  await expect(other.model(PACKAGE_MODEL)).toHaveCount(0);
  await context.close();
});
