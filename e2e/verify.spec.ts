import { MODERN } from '../test/toy/toy-hub';
import { test } from './support/hub';
import { ModelsPanel } from './support/models-panel';
import { expect } from './support/site';

/** Many files of a hub are looked for and are not there. */
test.use({ expectedErrors: /Failed to load resource/ });

test('a model is kept, used, verified check by check, and damage on the disk is found', async ({
  speaking,
  hub,
}) => {
  const { page } = speaking;
  await speaking.untilReady();
  await page.evaluate(() => {
    navigator.storage.persist = async () => {
      document.body.dataset.asked = 'to keep the storage';
      return true;
    };
  });
  const models = new ModelsPanel(page);
  await models.installFromHub(MODERN, hub.url, false);
  await expect(models.result).toContainText('is on this device');
  await expect(page.locator('body')).toHaveAttribute('data-asked', 'to keep the storage');
  const model = models.model('Higgs Audio V2 3B (q4)');
  await expect(model).toContainText('last used never');
  await model.getByRole('button', { name: 'Use' }).click();
  await expect(models.region.getByRole('button', { name: 'In use' })).toBeVisible();
  await expect(model).toContainText(/last used (?!never)/);

  const verify = page.getByRole('button', { name: 'Verify this model' });
  const checks = page.getByRole('list', { name: 'What was verified' }).getByRole('listitem');
  // By keyboard, as everything.
  await verify.focus();
  await page.keyboard.press('Enter');
  await expect(checks).toHaveText([
    /^Manifest: passed\. \d+ tensors in \d+ shards?,/,
    /^Bytes: passed\. \d+ files of [\d.]+ MB have the bytes that were written\./,
    /^Sound: passed\. Fixed codes sound as they did when the package was made/,
    /^Known answers: not checked\. .*another model/,
  ]);
  await expect(page.getByText('1 of 4 checks could not be made')).toBeVisible();
  await expect(verify).toBeFocused();

  await page.evaluate(turnOneBit);
  await verify.click();
  await expect(checks).toHaveText([/^Manifest: passed/, /^Bytes: failed\. The file .* is damaged/]);
  await expect(page.getByText('Checks failed: Bytes.')).toBeVisible();
});

/** In the largest file of the store. Run in the page. */
async function turnOneBit(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const blobs = await (await root.getDirectoryHandle('pagevoice')).getDirectoryHandle('blobs');
  const files: { handle: FileSystemFileHandle; size: number }[] = [];
  for await (const handle of blobs.values()) {
    if (handle.kind === 'file') files.push({ handle, size: (await handle.getFile()).size });
  }
  const { handle, size } = files.sort((a, b) => b.size - a.size)[0]!;
  const at = size >> 1;
  const bytes = new Uint8Array(await (await handle.getFile()).slice(at, at + 1).arrayBuffer());
  const writable = await handle.createWritable({ keepExistingData: true });
  await writable.write({ type: 'write', position: at, data: Uint8Array.of(bytes[0]! ^ 1) });
  await writable.close();
}
