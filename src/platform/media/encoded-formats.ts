import type { AudioCodec, OutputFormat } from 'mediabunny';
import type { SoundFormat } from '../../core/api/api-host';
import type { PlainFormat } from '../../core/pcm/plain-sound';
import type { SampleFormat } from '../../core/pcm/sample-format';

export type EncodedFormat = Exclude<SoundFormat, PlainFormat>;

/** The part of `mediabunny` that writes, loaded when first used. */
export type Mediabunny = typeof import('./mediabunny');

export type Encoding = {
  readonly contentType: string;
  readonly codec: AudioCodec;
  /** Name of the codec to the browser's own encoders; null where they are not asked. */
  readonly browserCodec: string | null;
  readonly sampleRatesHz: readonly number[];
  /** Samples as the encoder is given them; it converts them as it needs. */
  readonly samples: SampleFormat;
  /** Bits a second; null where nothing is lost. */
  readonly bitrate: number | null;
  readonly tags: 'id3' | 'vorbis';
  /** A file that is only added to. */
  readonly file: (media: Mediabunny) => OutputFormat;
  /** Writes the length into bytes that begin at `position` of the file, where its place is among them. */
  readonly writeLength?: (bytes: Uint8Array, position: number, sampleCount: number) => void;
  /**
   * Loads the encoder that comes with the page and makes it known to `mediabunny`; null where there is none.
   */
  readonly loadEncoder: (() => Promise<void>) | null;
};

const mpegRatesHz = [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];
/** Byte behind `fLaC`, the head of the first block and ten bytes and four bits of others. */
const FLAC_LENGTH_AT = 22;
/** Bits a second for speech of one channel; MP3's lowest rates allow no more. */
const SPEECH_BITRATE = 64_000;

export const encodings: Readonly<Record<EncodedFormat, Encoding>> = {
  mp3: {
    contentType: 'audio/mpeg',
    codec: 'mp3',
    browserCodec: null,
    sampleRatesHz: mpegRatesHz,
    samples: 'pcm16',
    bitrate: SPEECH_BITRATE,
    tags: 'id3',
    // The header with the length would be written last, over the first bytes.
    file: ({ Mp3OutputFormat }) => new Mp3OutputFormat({ xingHeader: false }),
    loadEncoder: async () => (await import('@mediabunny/mp3-encoder')).registerMp3Encoder(),
  },
  opus: {
    contentType: 'audio/opus',
    codec: 'opus',
    browserCodec: 'opus',
    sampleRatesHz: [8000, 12_000, 16_000, 24_000, 48_000],
    samples: 'float32',
    bitrate: SPEECH_BITRATE,
    tags: 'vorbis',
    file: ({ OggOutputFormat }) => new OggOutputFormat({ maximumPageDuration: 0.2 }),
    loadEncoder: null,
  },
  aac: {
    contentType: 'audio/aac',
    codec: 'aac',
    browserCodec: 'mp4a.40.2',
    sampleRatesHz: mpegRatesHz,
    samples: 'float32',
    bitrate: SPEECH_BITRATE,
    tags: 'id3',
    file: ({ AdtsOutputFormat }) => new AdtsOutputFormat(),
    loadEncoder: async () => (await import('@mediabunny/aac-encoder')).registerAacEncoder(),
  },
  flac: {
    contentType: 'audio/flac',
    codec: 'flac',
    browserCodec: null,
    sampleRatesHz: [8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000],
    samples: 'pcm16',
    bitrate: null,
    tags: 'vorbis',
    file: ({ FlacOutputFormat }) => new FlacOutputFormat({ appendOnly: true }),
    // Its length field has 36 bits, of which the last 32 stand here. Source: RFC 9639, section 8.2.
    writeLength: (bytes, position, sampleCount) => {
      for (let i = 0; i < 4; i++) {
        const at = FLAC_LENGTH_AT + i - position;
        if (at >= 0 && at < bytes.length) bytes[at] = Math.floor(sampleCount / 256 ** (3 - i)) % 256;
      }
    },
    loadEncoder: async () => (await import('@mediabunny/flac-encoder')).registerFlacEncoder(),
  },
};
