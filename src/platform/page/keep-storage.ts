/**
 * Asks the browser to keep this site's files when the disk runs low; a refusal is no error. Only a page may
 * ask, a worker cannot.
 */
export async function keepStorage(): Promise<void> {
  await navigator.storage?.persist?.().catch(() => false);
}
