import type { Download, Locator, Page } from '@playwright/test';
import type { Precision } from '../../src/core/store/manifest';

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
    return this.region.getByRole('listitem').filter({ hasText: 'was cut off' });
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
    await this.#press('Install');
  }

  async installFromHub(
    repository: string,
    hubUrl: string,
    withCloning: boolean,
    precision: Precision = 'q4',
  ): Promise<void> {
    await this.openForm('hub');
    await this.region.getByRole('combobox', { name: 'Checkpoint' }).selectOption(repository);
    await this.region.getByRole('textbox', { name: 'Another hub' }).fill(hubUrl);
    await this.region.getByRole('combobox', { name: 'Stored as' }).selectOption(precision);
    await this.region.getByRole('checkbox').setChecked(withCloning);
    await this.#press('Install');
  }

  async installArchive(path: string): Promise<void> {
    await this.openForm('files');
    await this.region.getByLabel('Choose an archive').setInputFiles(path);
    await this.#press('Install');
  }

  /** Saves the model as one file, as browsers do that cannot write into folders. */
  async saveArchive(title: string): Promise<Download> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.model(title).getByRole('button', { name: 'Export' }).click(),
    ]);
    return download;
  }

  async #press(name: string): Promise<void> {
    await this.region.getByRole('button', { name, exact: true }).click();
  }
}
