import { expect, test } from 'vitest';
import { formatKnownModels } from '../../cli/list-known';

test('known models are listed with forms, bytes, quality and licence, the smallest recommended form first', () => {
  const told = formatKnownModels(false);
  const [second, third] = told.split(/(?=^Higgs Audio V3 4B)/m) as [string, string];
  const forms = (text: string) =>
    [...text.matchAll(/^\S+\/\S+ +(.*?) +([\d.]+ GB)$/gm)].map((row) => row.slice(1));
  expect(forms(second)[0]).toEqual(['MLX 6 bit (recommended)', '4.5 GB']);
  expect(forms(third).slice(0, 2)).toEqual([
    ['MLX 6 bit (recommended)', '3.4 GB'],
    ['GGUF Q8_0 of audio.cpp (recommended)', '4.7 GB'],
  ]);
  expect(third).toMatch(/Licence: Boson Higgs TTS 3 Research and Non-Commercial License/);
  expect(third).toMatch(/On the device, whichever form it comes in: 2.9 GB as q4/);
  expect(third).toMatch(/GGUF Q4_K_M of Studio: Error of the weights: 8 %/);
});
