import type { BrowserContext } from 'playwright';

/** Agrees to models of other sites, as a person does in the page, for all pages that are opened from now on. */
export async function agreeTo(
  context: Pick<BrowserContext, 'addInitScript'>,
  origins: readonly string[],
): Promise<void> {
  const note = JSON.stringify(JSON.stringify(origins));
  await context.addInitScript(`localStorage.setItem('pagevoice.trusted-origins', ${note})`);
}
