import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toyPackageFiles } from '../test/toy/toy-hub';
import { test as base } from './support/hub';
import type { ModelsPanel } from './support/models-panel';
import { expect } from './support/site';

/** Models from a person's own disk, and back to it, in every way that a page can get at them. */
const MODEL = 'Toy (q4)';
const FOLDER = 'pack';

const test = base.extend<{ readonly folder: string }>({
  /** On the disk, with a model package. */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs
  folder: async ({}, use, info) => {
    const folder = info.outputPath(FOLDER);
    mkdirSync(folder, { recursive: true });
    for (const [path, file] of (await toyPackageFiles(FOLDER)).files) {
      writeFileSync(info.outputPath(path), file.read(0, file.byteLength));
    }
    await use(folder);
  },
});

test.use({ expectedErrors: /Failed to load resource/ });

async function expectInstalled(models: ModelsPanel): Promise<void> {
  await expect(models.result).toContainText('is on this device');
  await expect(models.model(MODEL)).toBeVisible();
}

test('a model is written into a folder, and read from it again once it was removed', async ({
  models,
  packageUrl,
  hub,
}) => {
  // No test can press the buttons of the browser's own picker: a folder of the site stands for the one chosen.
  await models.page.addInitScript(() => {
    const showDirectoryPicker = async () =>
      (await navigator.storage.getDirectory()).getDirectoryHandle('chosen', { create: true });
    Object.assign(window, { showDirectoryPicker });
  });
  await models.page.reload();
  await models.installPackage(packageUrl);
  await expectInstalled(models);
  await hub.close();
  await models.model(MODEL).getByRole('button', { name: 'Export' }).click();
  await expect(models.result).toContainText('was written into chosen');
  await models.model(MODEL).getByRole('button', { name: 'Export' }).click();
  await expect(models.problem).toContainText('is there already and is not empty');
  await models.model(MODEL).getByRole('button', { name: 'Remove' }).click();
  await models.model(MODEL).getByRole('button', { name: 'Really remove it' }).click();
  await expect(models.model(MODEL)).toHaveCount(0);

  await models.openForm('files');
  await models.region.getByRole('button', { name: 'Choose a folder' }).click();
  await models.pressInstall();
  await expectInstalled(models);
  await expect(models.region.getByText(/[1-9]\d* files, .* kB/)).toBeVisible();
});

test('where no folder can be opened to the page, its files are taken', async ({ models, folder }) => {
  await models.page.addInitScript(() => Reflect.deleteProperty(window, 'showDirectoryPicker'));
  await models.page.reload();
  await models.installFolder(folder);
  await expectInstalled(models);
});

test('the loose files of a package are taken', async ({ models, folder }) => {
  await models.installFiles(readdirSync(folder).map((name) => join(folder, name)));
  await expectInstalled(models);
});

test('a dropped folder is taken with all that is in it; what cannot be read is told', async ({
  models,
  folder,
}) => {
  await models.openForm('files');
  await models.region.locator('.drop-place').evaluate((place) => {
    const entry = {
      isFile: true,
      fullPath: '/gone.bin',
      file: (_: unknown, refuse: (error: Error) => void) => refuse(new DOMException('the file is gone')),
    };
    const dataTransfer = { items: [{ webkitGetAsEntry: () => entry }] };
    const event = new Event('drop', { bubbles: true, cancelable: true });
    place.dispatchEvent(Object.assign(event, { dataTransfer }));
  });
  const alert = models.region.getByRole('alert').filter({ hasText: 'the file is gone' });
  await expect(alert).toContainText('could not be read');
  await models.drop([folder]);
  await expect(alert).toHaveCount(0);
  await models.pressInstall();
  await expectInstalled(models);
});
