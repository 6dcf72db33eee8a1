import { expect, test } from 'vitest';
import { InstallForm } from '../../../../src/app/features/models/install-form';
import { FailureError } from '../../../../src/core/failure';
import { fullLength, type RehearsalOrder } from '../../../../src/core/rehearsal/rehearsal';
import type { Rehearser } from '../../../../src/platform/device/measuring-service';
import { drawPage } from '../../../fakes/draw-page';
import { fakePageParts } from '../../../fakes/fake-page-parts';
import { fakeRehearsal } from '../../../fakes/fake-rehearsal';

const order: RehearsalOrder = { shape: '3b', plan: 'q4', backend: 'auto', layers: null, ...fullLength };

/** Reports once, then works until it is stopped. */
const endless: Rehearser = (_, onProgress, signal) => {
  onProgress({ stage: 'speaking', steps: 12, stepCount: 250 });
  return new Promise((__, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
};

test('what was rehearsed takes the place of the prediction and says how far off that was', async () => {
  const page = fakePageParts();
  await page.untilReady();
  await page.controllers.device.measure();
  const before = drawPage(page, <InstallForm />);
  // 4.4 GB of storage are more than there are, but a rehearsal stores nothing.
  for (const text of ['Rehearse Higgs Audio V2.5 1B, 4 bit', 'Rehearse Higgs Audio V2 3B, 4 bit'])
    expect(before).toContain(text);
  expect(before).toContain('no weights are published');
  expect(before).not.toContain('Choose Higgs Audio V2.5 1B');
  await page.controllers.rehearsal.start(order);
  const after = drawPage(page, <InstallForm />);
  for (const text of ['1.50 times the prediction', '0.011 s a step', '227 dispatches', '62 % of a copy', '3.10 GB'])
    expect(after).toContain(text);
  // Again, and another plan: one of each is kept.
  await page.controllers.rehearsal.start(order);
  await page.controllers.rehearsal.start({ ...order, plan: 'q8' });
  expect(page.store.getState().rehearsed.map((one) => one.order.plan)).toEqual(['q8', 'q4']);
});

test('a rehearsal shows how far it is, can be cancelled, and makes way for speech', async () => {
  const page = fakePageParts({}, { rehearse: endless });
  await page.untilReady();
  const first = page.controllers.rehearsal.start(order);
  const html = drawPage(page, <InstallForm />);
  for (const text of ['Rehearsing Higgs Audio V2 3B, 4 bit: step 12 of 250', 'Cancel the rehearsal'])
    expect(html).toContain(text);
  page.controllers.rehearsal.stop();
  await first;
  expect(page.store.getState().rehearsal.type).toBe('none');
  const second = page.controllers.rehearsal.start(order);
  expect(page.store.getState().rehearsal.type).toBe('running');
  page.controllers.speech.speak();
  await second;
  expect(page.store.getState()).toMatchObject({ rehearsal: { type: 'none' }, rehearsed: [] });
});

test('a rehearsal that fails is told in words and can be begun again', async () => {
  let tries = 0;
  const rehearse: Rehearser = async (given) => {
    if (tries++ === 0) throw new FailureError({ kind: 'out-of-memory', message: 'No room.' });
    return fakeRehearsal(given);
  };
  const page = fakePageParts({}, { rehearse });
  await page.untilReady();
  await page.controllers.rehearsal.start(order);
  expect(drawPage(page, <InstallForm />)).toContain('Higgs Audio V2 3B, 4 bit: No room.');
  await page.controllers.rehearsal.start(order);
  expect(page.store.getState()).toMatchObject({ rehearsal: { type: 'none' }, rehearsed: [{ order }] });
});
