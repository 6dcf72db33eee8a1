import type { RunningHub } from '../test/fakes/hub-server';
import { FIRST_RELEASE, GGUF_AUDIO_CPP, MLX_SECOND } from '../test/toy/toy-hub';
import { test } from './support/hub';
import type { ModelsPanel } from './support/models-panel';
import { expect } from './support/site';

/** Whatever the network does to a package or a checkpoint: it arrives whole, or a sentence says why not and it goes on later. */
test.use({ expectedErrors: /Failed to load resource/ });

const sources = [
  {
    name: 'package',
    model: 'Toy (q4)',
    weights: /language-00001\.bin$/,
    half: 60_000,
    install: (models: ModelsPanel, hub: RunningHub) => models.installPackage(`${hub.url}/pack`),
  },
  {
    name: 'checkpoint',
    model: 'Higgs Audio V2 3B (q4)',
    weights: /model-00003.*safetensors$/,
    half: 60_000,
    install: (models: ModelsPanel, hub: RunningHub) => models.installFromHub(FIRST_RELEASE, hub.url, false),
  },
  {
    name: 'quantised checkpoint',
    model: 'Higgs Audio V2 3B, from MLX 8 bit (q4)',
    weights: /mlx-q8.*model\.safetensors$/,
    // Its tensors lie in any order: the first that is read ends before this.
    half: 240_000,
    install: (models: ModelsPanel, hub: RunningHub) => models.installFromHub(MLX_SECOND, hub.url, false),
  },
  {
    name: 'GGUF checkpoint',
    model: 'Higgs Audio V3 4B, from GGUF Q8_0 of audio.cpp (q4)',
    weights: /\.gguf$/,
    half: 700_000,
    install: async (models: ModelsPanel, hub: RunningHub) => {
      await models.installFromHub(GGUF_AUDIO_CPP, hub.url, false);
      await models.page.getByRole('button', { name: 'I have read and accept this licence' }).click();
    },
  },
] as const;

async function expectWhole(models: ModelsPanel, model: string): Promise<void> {
  // At its end an import tries the codec once, which a busy machine is slow to load.
  await expect(models.result).toContainText('is on this device', { timeout: 180_000 });
  await models.model(model).getByRole('button', { name: 'Verify' }).click();
  await expect(models.result).toContainText('every byte is as it was made');
}

const everyFault = ['cut', 'stall', 'error-500', 'busy-503', 'wrong-range', 'no-ranges'] as const;
const everyEnd = [
  ['changed', 'changed on the server'],
  ['not-found', 'no longer on the server'],
  ['forbidden', 'does not give out'],
] as const;

for (const { name, model, weights, half, install } of sources) {
  // Every fault of every source is tried in Node with the same library: here the browser's requests and storage are.
  const isPackage = name === 'package';

  for (const type of isPackage ? everyFault : (['cut'] as const)) {
    test(`a ${name} arrives whole in spite of ${type}`, async ({ models, hub }) => {
      // The page waits half a minute before it calls a connection dead.
      const times = type === 'stall' ? 1 : 2;
      const fault = { type, path: weights, times };
      hub.faults.push(fault);
      await install(models, hub);
      await expectWhole(models, model);
      expect(fault.times).toBeLessThan(times);
    });
  }

  for (const [type, sentence] of isPackage ? everyEnd : [everyEnd[0]]) {
    test(`a ${name} that is ${type} half way ends in a sentence, and goes on when it is resumed`, async ({
      models,
      hub,
    }) => {
      hub.faults.push({ type, path: weights, from: half, times: 1 });
      await install(models, hub);
      await expect(models.problem).toContainText(sentence);
      await expect(models.model(model)).toHaveCount(0);
      await models.cutOff.getByRole('button', { name: 'Resume' }).click();
      await expectWhole(models, model);
      await expect(models.cutOff).toHaveCount(0);
    });
  }
}

test('a package whose file ends too early makes no model, however often it is tried', async ({
  models,
  hub,
}) => {
  const [{ model, weights, half, install }] = sources;
  hub.faults.push({ type: 'shrunk', path: weights, from: half, times: 1 });
  await install(models, hub);
  await expect(models.problem).toContainText('changed on the server');
  await models.cutOff.getByRole('button', { name: 'Resume' }).click();
  await expect(models.problem).toContainText(/cut off|has another length/);
  await expect(models.model(model)).toHaveCount(0);
});

// A hub gives no hash of most files: what a checkpoint says is what is imported.
test('a package arrives whole in spite of flipped-byte', async ({ models, hub }) => {
  const [{ model, weights, install }] = sources;
  hub.faults.push({ type: 'flipped-byte', path: weights, times: 1 });
  await install(models, hub);
  await expectWhole(models, model);
});
