import type { Download, Locator, Page } from '@playwright/test';
import { publishedModel } from '../../src/core/library/published-models';
import type { Precision } from '../../src/core/package/manifest';

/** The panel of the models on this device, by the names of what is in it. */
export class ModelsPanel {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get region(): Locator {
    return this.page.getByRole('region', { name: 'Models on this device' });
  }
  get problem(): Locator {
    return this.region.getByRole('alert');
  }
  get result(): Locator {
    return this.region.locator('.library-result');
  }
  /** The text beside the progress bar. */
  get work(): Locator {
    return this.region.locator('.model-progress p');
  }
  get cutOff(): Locator {
    return this.region.getByRole('listitem').filter({ hasText: 'Interrupted' });
  }

  model(title: string): Locator {
    return this.region.getByRole('listitem', { name: title });
  }

  async openForm(from: 'package' | 'hub' | 'files'): Promise<void> {
    const form = this.region.locator('details.install');
    if ((await form.getAttribute('open')) === null) await form.getByText('Add a model').click();
    await form.getByRole('combobox', { name: 'From' }).selectOption(from);
  }

  async installPackage(url: string): Promise<void> {
    await this.openForm('package');
    await this.region.getByRole('textbox', { name: 'Address of the package' }).fill(url);
    await this.pressInstall();
  }

  async installFromHub(
    repository: string,
    hubUrl: string,
    withCloning: boolean,
    precision: Precision = 'q4',
  ): Promise<void> {
    await this.openForm('hub');
    const { model } = publishedModel(repository);
    await this.region.getByRole('combobox', { name: 'Model', exact: true }).selectOption(model);
    await this.region.locator(`input[type=radio][value="${repository}"]`).check();
    await this.region.getByRole('textbox', { name: 'Another hub' }).fill(hubUrl);
    await this.region.getByRole('combobox', { name: 'Stored as' }).selectOption(precision);
    await this.region.getByRole('checkbox', { name: 'Include voice cloning' }).setChecked(withCloning);
    await this.pressInstall();
  }

  /** @param paths of an archive or of loose files. */
  async installFiles(paths: string | string[]): Promise<void> {
    await this.openForm('files');
    await this.region.getByLabel('Choose an archive or files').setInputFiles(paths);
    await this.pressInstall();
  }

  /** The way of browsers that open no folder to a page. */
  async installFolder(path: string): Promise<void> {
    await this.openForm('files');
    await this.region.getByLabel('Choose a folder').setInputFiles(path);
    await this.pressInstall();
  }

  /** Lets go of files or folders over the form. */
  async drop(paths: string[]): Promise<void> {
    await this.openForm('files');
    const field = this.region.locator('.drop-place');
    await field.scrollIntoViewIfNeeded();
    const place = (await field.boundingBox())!;
    const session = await this.page.context().newCDPSession(this.page);
    const [x, y] = [place.x + place.width / 2, place.y + place.height / 2];
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      const data = { items: [], files: paths, dragOperationsMask: 1 };
      await session.send('Input.dispatchDragEvent', { type, x, y, data });
    }
    await session.detach();
  }

  /** Saves the model as one file, as browsers do that cannot write into folders. */
  async saveArchive(title: string): Promise<Download> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.model(title).getByRole('button', { name: 'Export' }).click(),
    ]);
    return download;
  }

  async pressInstall(): Promise<void> {
    await this.region.getByRole('button', { name: 'Install', exact: true }).click();
  }
}
