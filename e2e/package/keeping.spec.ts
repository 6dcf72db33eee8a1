import { shippedHeaders } from '../../cli/browser/site-headers';
import { expect, test } from '../support/package-page';
import { ExampleSite } from '../support/package-site';

let site: ExampleSite;
test.afterEach(() => site.remove());

test('a model that is kept on the device is found there when the site cannot give it any more', async ({
  serve,
  open,
}) => {
  site = new ExampleSite('plain').unpack('pagevoice');
  const server = await serve({ folder: site.folder, headers: shippedHeaders });
  const page = await open(server.url);
  const say = () =>
    page.evaluate(async () => {
      const { createPagevoice } = await import(new URL('pagevoice/index.js', location.href).href);
      const voice = createPagevoice({ backend: 'wasm', cache: 'device' });
      let keptBytes = 0;
      voice.on('keeping', ({ doneBytes }: { doneBytes: number }) => {
        keptBytes = doneBytes;
      });
      await voice.say('A word.');
      const onDevice = (await voice.models()).filter(({ isOnDevice }: { isOnDevice: boolean }) => isOnDevice);
      voice.dispose();
      return { keptBytes, onDevice: onDevice.length };
    });
  const first = await say();
  expect(first.keptBytes).toBeGreaterThan(10e6);
  expect(first.onDevice).toBe(1);
  await page.route('**/models/voice/**', (route) => route.abort());
  expect(await say()).toEqual({ keptBytes: 0, onDevice: 1 });
});
