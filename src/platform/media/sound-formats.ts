import type { SoundEncoder, SoundFormat, SoundFormats } from '../../core/api/api-host';
import { isPlain, plainFormats, refuseFormat } from '../../core/api/plain-formats';
import { importLater } from '../../core/data/import-later';
import type { SoundTags } from '../../core/pcm/sound-tags';
import { type EncodedFormat, type Encoding, encodings } from './encoded-formats';
import { EncodedSound } from './encoded-sound';

/** Rate of the published codec. */
const USUAL_RATE_HZ = 24_000;

/** All formats; what encodes is fetched when it is first used. */
export const soundFormats: SoundFormats = {
  available: () => availableAt(USUAL_RATE_HZ),
  open: async (format, sampleRateHz, sampleCount, tags) =>
    isPlain(format)
      ? plainFormats.open(format, sampleRateHz, sampleCount, tags)
      : openEncoded(format, sampleRateHz, sampleCount, tags ?? null),
};

async function availableAt(sampleRateHz: number): Promise<readonly SoundFormat[]> {
  const encoded = await Promise.all(
    Object.entries(encodings).map(async ([format, encoding]) => {
      const isThere =
        encoding.sampleRatesHz.includes(sampleRateHz) && (await canEncode(encoding, sampleRateHz));
      return isThere ? [format as EncodedFormat] : [];
    }),
  );
  return [...(await plainFormats.available()), ...encoded.flat()];
}

async function openEncoded(
  format: EncodedFormat,
  sampleRateHz: number,
  sampleCount: number | null,
  tags: SoundTags | null,
): Promise<SoundEncoder> {
  const encoding = encodings[format];
  const available = await availableAt(sampleRateHz);
  if (!available.includes(format)) refuseFormat(format, available);
  const media = await importLater(() => import('./mediabunny'));
  const isBrowsers = await browserEncodes(encoding, sampleRateHz);
  if (!isBrowsers) await importLater(encoding.loadEncoder!);
  const sound = new EncodedSound(media, encoding, sampleRateHz, sampleCount, tags);
  await sound.start();
  return sound;
}

async function canEncode(encoding: Encoding, sampleRateHz: number): Promise<boolean> {
  if (encoding.loadEncoder !== null && canStartThreads()) return true;
  return browserEncodes(encoding, sampleRateHz);
}

/** The encoders that come with the page run in threads of their own; a service worker can start none. */
function canStartThreads(): boolean {
  return 'Worker' in globalThis || 'process' in globalThis;
}

async function browserEncodes({ browserCodec, bitrate }: Encoding, sampleRate: number): Promise<boolean> {
  if (browserCodec === null || !('AudioEncoder' in globalThis)) return false;
  const config = { codec: browserCodec, sampleRate, numberOfChannels: 1, bitrate: bitrate! };
  const { supported } = await AudioEncoder.isConfigSupported(config).catch(() => ({ supported: false }));
  return supported === true;
}
