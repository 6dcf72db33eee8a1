import { expect, test } from 'vitest';
import { FailureError, fail, quote } from '../../src/core/failure';

test('a value that shares its parts a billion times over is quoted at once', () => {
  let value: unknown = ['x'];
  for (let level = 0; level < 60; level++) value = [value, value];
  expect(quote(value)).toHaveLength(81);
});

test('quoting is what JSON writes, briefly', () => {
  for (const value of ['a"b', 1, null, true, [1, [2, 'c']], { a: { b: [] }, c: undefined }]) {
    expect(quote(value)).toBe(JSON.stringify(value));
  }
  expect(quote(undefined)).toBe('nothing');
  expect(quote(Number.POSITIVE_INFINITY)).toBe('Infinity');
  expect(quote([Number.NaN])).toBe('[NaN]');
  expect(quote('x'.repeat(1e6))).toBe(`"${'x'.repeat(79)}…`);
});

test('a sentence never carries the direction marks of a stranger', () => {
  const run = () => fail('bad-package', 'The file \u202Egnp.exe\u2066 is wrong.');
  expect(run).toThrow(FailureError);
  expect(run).toThrow('The file gnp.exe is wrong.');
});
