/** Parts of WAVE files as lists of bytes, right or wrong as a test wants them. */
export const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
export const le = (value: number, bytes: number) =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 255);
export const chunk = (name: string, body: readonly number[]) => [
  ...letters(name),
  ...le(body.length, 4),
  ...body,
  ...(body.length % 2 ? [0] : []),
];
export const format = (kind: number, channels: number, rate: number, bits: number) => [
  ...le(kind, 2),
  ...le(channels, 2),
  ...le(rate, 4),
  ...le((rate * channels * bits) / 8, 4),
  ...le((channels * bits) / 8, 2),
  ...le(bits, 2),
];
export const wave = (...chunks: readonly (readonly number[])[]) => {
  const body = chunks.flat();
  return Uint8Array.from([...letters('RIFF'), ...le(4 + body.length, 4), ...letters('WAVE'), ...body]);
};
export const file = (kind: number, channels: number, bits: number, data: readonly number[]) =>
  wave(chunk('fmt ', format(kind, channels, 8000, bits)), chunk('data', data));
