import { fail } from '../failure';
import { plainFormats as names, type PlainFormat, PlainSound } from '../pcm/plain-sound';
import type { SoundFormat, SoundFormats } from './api-host';

/** The formats that need no encoder: they can be written everywhere. */
export const plainFormats: SoundFormats = {
  available: async () => names,
  open: async (format, sampleRateHz, sampleCount, tags) =>
    isPlain(format) ? new PlainSound(format, sampleRateHz, sampleCount, tags) : refuseFormat(format, names),
};

export function isPlain(format: SoundFormat): format is PlainFormat {
  return names.some((name) => name === format);
}

/** @throws FailureError 'unsupported' */
export function refuseFormat(format: SoundFormat, available: readonly SoundFormat[]): never {
  fail(
    'unsupported',
    `This browser cannot write ${format}. It can write ${available.join(', ')}: choose one of these.`,
    { format },
  );
}
