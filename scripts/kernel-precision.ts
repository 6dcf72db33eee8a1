import { parseArgs } from 'node:util';
import { fixedPrompt, type LogitDivergence, measureDivergence } from '../cli/logit-divergence';
import { folderPackage } from '../src/platform/node/folder-files';
import { openNodeModel, openNodeModelOn } from '../src/platform/node/node-model';

/**
 * The processor's kernel against 32-bit floats on the same weights, both fed the codes that floats find best:
 * `npx tsx scripts/kernel-precision.ts [package] [--columns 100]`
 */
const sentences = [
  'The sun rises in the east and sets in the west.',
  'Please bring two small boxes to the front door before noon.',
  'Nobody expected the rain to last for eleven days.',
];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { columns: { type: 'string', default: '100' } },
});
const { signal } = new AbortController();
const source = folderPackage(positionals[0] ?? 'public/models/voice');
const exact = await openNodeModel(source, signal);
for (const cacheForm of ['f32', 'int8'] as const) {
  const kernel = await openNodeModelOn('wasm', source, signal, cacheForm);
  const found: LogitDivergence[] = [];
  for (const sentence of sentences) {
    const models = [exact.networks.model, kernel.networks.model] as const;
    found.push(
      await measureDivergence(...models, fixedPrompt(exact, sentence), Number(values.columns), signal),
    );
  }
  await kernel.dispose();
  const mean = (read: (one: LogitDivergence) => number) =>
    found.reduce((sum, one) => sum + read(one), 0) / found.length;
  const off = (100 * mean(({ relativeError }) => relativeError)).toPrecision(3);
  const divergence = mean(({ klNats }) => klNats).toPrecision(2);
  const same = (100 * mean(({ sameBest }) => sameBest)).toPrecision(4);
  console.log(
    `cache ${cacheForm}: logits off by ${off} %, divergence ${divergence} nats, same best code ${same} %`,
  );
}
await exact.dispose();
