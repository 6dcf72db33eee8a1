import { expect, test } from 'vitest';
import { parsePythonJson } from '../../../src/core/data/python-json';

test('what Python writes for numbers that are not finite is read, and strings stay as they are', () => {
  const text = String.raw`{"NaN": "Infinity, \"NaN\"", "a": NaN, "b": [Infinity, -Infinity, 1], "c": "\\"}`;
  expect(parsePythonJson(text)).toEqual({
    NaN: 'Infinity, "NaN"',
    a: Number.NaN,
    b: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1],
    c: '\\',
  });
});

test.each(['', '{"a": NaN', '{"a": -NaN}', '{"a": Infinityx}', '"NaN', '{"a": nan}', '[Infinity Infinity]'])(
  '%s stays invalid',
  (text) => {
    expect(() => parsePythonJson(text)).toThrow(SyntaxError);
  },
);

test('many strings and constants take no more than one pass', () => {
  const item = '"Infinity \\" NaN",NaN,';
  const list = parsePythonJson(`[${item.repeat(100_000)}0]`) as unknown[];
  expect(list).toHaveLength(200_001);
});
