import { expect, test } from 'vitest';
import { rehearsalTable } from '../scripts/bench/rehearsal-table';
import { fullLength, type RehearsalOrder } from '../src/core/rehearsal/rehearsal';
import { fakeRehearsal } from './fakes/fake-rehearsal';

test('rehearsals become the rows of a table, and one that failed says why', () => {
  const order: RehearsalOrder = { shape: '3b', plan: 'q4', backend: 'auto', layers: null, ...fullLength };
  const [head, , first, second] = rehearsalTable([
    { order, result: { rehearsal: fakeRehearsal(order) } },
    { order: { ...order, plan: 'f16' }, result: { failure: { kind: 'out-of-memory', message: 'No room.' } } },
  ]).split('\n');
  expect(first).toBe(
    '| 3b, q4 | maker generation-1, webgpu-f16 | 11.0 | 2.00 ms | 227 in 15 | 62.0 % | 0.70 s | 0.300 s | 1.50 times | 3.1 GB | 4.0 s |',
  );
  expect(second).toContain('| 3b, f16 | No room. |');
  for (const line of [first, second]) expect(line!.split('|').length).toBe(head!.split('|').length);
});
