import { existsSync } from 'node:fs';
import type { BrowserKind } from './other-browser';
import { Companion, findProgram, freePort } from './programs';
import { SOUND_SERVER } from './sound-server';

const driver = findProgram('WebKitWebDriver');
const display = findProgram('Xvfb');
const program = findProgram(
  ...['x86_64', 'aarch64'].map((cpu) => `/usr/lib/${cpu}-linux-gnu/webkit2gtk-4.1/MiniBrowser`),
);

/** Driven over classic WebDriver by the driver that comes with it. */
export const webKitGtk: BrowserKind = {
  name: 'WebKitGTK',
  // It is there, and off unless --features=+FileSystem is said; then windows that are driven are private and get none.
  hasDisk: false,
  missing: [
    ...(driver && program ? [] : ['webkit2gtk-driver']),
    ...(display ? [] : ['xvfb']),
    ...(SOUND_SERVER ? [] : ['pulseaudio']),
  ],
  async start(environment) {
    const screen = freeScreen();
    const x = new Companion(display!, [`:${screen}`, '-screen', '0', '1280x900x24'], environment);
    await x.until('it has a screen', () => existsSync(`/tmp/.X11-unix/X${screen}`));
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    const service = new Companion(driver!, [`--port=${port}`], { ...environment, DISPLAY: `:${screen}` });
    await service.until(
      'it answers',
      async () => (await fetch(`${address}/status`).catch(() => null)) !== null,
    );
    const browserOptions = { binary: program, args: ['--automation'] };
    const wanted = { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': browserOptions };
    const opened = await send(address, 'POST', '/session', { capabilities: { alwaysMatch: wanted } });
    const session = `${address}/session/${(opened as { readonly sessionId: string }).sessionId}`;
    const find = async (using: string, value: string) => {
      const found = await send(session, 'POST', '/element', { using, value });
      return `/element/${Object.values(found as object)[0]}`;
    };
    return {
      open: async (url) => void (await send(session, 'POST', '/url', { url })),
      read: (expression) =>
        send(session, 'POST', '/execute/sync', { script: `return (${expression})`, args: [] }),
      async press(button) {
        const element = await find('xpath', `//button[normalize-space()='${button}']`);
        await send(session, 'POST', `${element}/click`, {});
      },
      async upload(css, path) {
        await send(session, 'POST', `${await find('css selector', css)}/value`, { text: path });
      },
      async close() {
        await send(session, 'DELETE', '');
        await service.end();
        await x.end();
      },
    };
  },
};

/** One command of W3C WebDriver. @throws Error with the driver's words when it cannot be done. */
async function send(base: string, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(base + path, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = (await answer.json()) as { readonly value: unknown };
  if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
  return value;
}

function freeScreen(): number {
  for (let screen = 90; ; screen++) if (!existsSync(`/tmp/.X11-unix/X${screen}`)) return screen;
}
