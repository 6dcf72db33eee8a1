type Ask = (address: string, options: RequestInit) => Promise<Response>;

/** True when the host no longer has the file; some hosts answer every address with a page. */
function isGone({ status, headers }: Response, address: string): boolean {
  if (status === 404 || status === 410) return true;
  return address.endsWith('.js') && /^text\/html/i.test(headers.get('Content-Type') ?? '');
}

/**
 * The script that this thread began with. Its name holds a hash of all that it may import, so a new version has another one.
 */
function firstScript(): string {
  if (typeof document === 'undefined') return self.location.href;
  return document.querySelector<HTMLScriptElement>('script[type=module]')?.src ?? document.baseURI;
}

/**
 * Whether the site no longer has the script that an import could not get. Where the error does not name it
 * (Safari, and what Vite makes of it in a worker), the first script is asked for.
 */
export async function isGoneFromSite(
  error: unknown,
  ask: Ask = fetch,
  first = firstScript,
): Promise<boolean> {
  const address = /https?:[^\s'"]+\.js/.exec(String(error))?.[0] ?? first();
  const response = await ask(address, { method: 'HEAD', cache: 'no-store' }).catch(() => null);
  return response !== null && isGone(response, address);
}

/**
 * Fetches a script, and what it cannot run without, past every cache, which get what comes.
 * @param address a text in what is built, see `workersBesidePage` in vite.config.ts.
 * @returns false when the site no longer has one of them.
 * @throws TypeError without a network.
 */
export async function fetchScriptAgain(address: URL | string, ask: Ask = fetch): Promise<boolean> {
  const found = new Set([String(address)]);
  // Files that are added meanwhile are visited too.
  for (const script of found) {
    const response = await ask(script, { cache: 'reload' });
    if (isGone(response, script)) return false;
    const code = await response.text();
    for (const [, file] of code.matchAll(/(?:\bfrom|\bimport)\s*["'`](\.\/[^"'`]+\.js)["'`]/g))
      found.add(new URL(file!, script).href);
  }
  return true;
}
