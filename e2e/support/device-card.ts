import { expect, type Locator, type Page } from '@playwright/test';

/** The card of the device, by the names of what is in it. */
export class DeviceCard {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get region(): Locator {
    return this.page.getByRole('region', { name: 'This device', exact: true });
  }

  /** Opening the form is what begins the measurement. */
  async open(): Promise<void> {
    await this.page.getByText('Add a model', { exact: true }).click();
  }

  async untilMeasured(): Promise<void> {
    const status = this.region.getByRole('status');
    await expect(status).not.toContainText('Measuring', { timeout: 200_000 });
    await expect(status).toContainText('Measured.');
  }

  async fact(name: string): Promise<string> {
    const row = this.region.locator('dl > div', { has: this.page.getByText(name, { exact: true }) });
    return ((await row.locator('dd').textContent()) ?? '').trim();
  }

  /** What was measured, in the page's words. */
  async figures(): Promise<readonly string[]> {
    const rows = await this.region.locator('dl > div').allInnerTexts();
    return rows.map((row) => row.replace(/\n/g, ' '));
  }

  /** The plans of a model: text of each row. */
  async rows(title: string): Promise<readonly string[]> {
    const table = this.region.getByRole('table', { name: new RegExp(`^${title}: `) });
    return await table.locator('tbody tr').allInnerTexts();
  }
}
