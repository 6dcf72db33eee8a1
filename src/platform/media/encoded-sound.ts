import type { AudioSampleSource, Output, StreamTargetChunk } from 'mediabunny';
import type { SoundEncoder } from '../../core/api/api-host';
import { joinBytes } from '../../core/data/join-bytes';
import { FailureError, failureFrom, type UnforeseenWords } from '../../core/failure';
import { id3Tag } from '../../core/pcm/id3-tag';
import { encodeSamples } from '../../core/pcm/sample-format';
import { type SoundTags, vorbisComments } from '../../core/pcm/sound-tags';
import { say } from '../../core/sentence';
import type { Encoding, Mediabunny } from './encoded-formats';

/**
 * Samples handed over at a time. An encoder has up to four of these before it, which is what `add` may hold
 * back.
 */
const BLOCK_SAMPLES = 1024;

const encoderError: UnforeseenWords = {
  kind: 'engine-gone',
  sentence: (error) => say`The encoder of the sound file failed (${error}). Try again, or choose wav.`,
};

/** A file that `mediabunny` writes as the sound comes. */
export class EncodedSound implements SoundEncoder {
  readonly contentType: string;
  readonly #media: Mediabunny;
  readonly #encoding: Encoding;
  readonly #sampleRateHz: number;
  readonly #source: AudioSampleSource;
  readonly #output: Output;
  #ready: Uint8Array[] = [];
  #sampleCount = 0;

  /** @param sampleCount null where it is not known. */
  constructor(
    media: Mediabunny,
    encoding: Encoding,
    sampleRateHz: number,
    sampleCount: number | null,
    tags: SoundTags | null,
  ) {
    const { codec, bitrate, file, writeLength } = encoding;
    this.contentType = encoding.contentType;
    this.#media = media;
    this.#encoding = encoding;
    this.#sampleRateHz = sampleRateHz;
    const quality = bitrate === null ? {} : { quality: new media.Quality({ bitrate }) };
    this.#source = new media.AudioSampleSource({ codec, ...quality });
    const written = new WritableStream<StreamTargetChunk>({
      write: ({ data, position }) => {
        const bytes = data.slice();
        if (sampleCount !== null) writeLength?.(bytes, position, sampleCount);
        this.#ready.push(bytes);
      },
    });
    this.#output = new media.Output({ format: file(media), target: new media.StreamTarget(written) });
    this.#output.addAudioTrack(this.#source);
    if (!tags) return;
    // mediabunny writes no chapters into an ID3 tag, so that tag is ours, before its file.
    if (encoding.tags === 'id3') this.#ready.push(id3Tag(tags, sampleRateHz));
    else this.#output.setMetadataTags({ raw: vorbisComments(tags, sampleRateHz) });
  }

  /** Before anything else. */
  async start(): Promise<void> {
    await this.#output.start();
  }

  /** @throws FailureError 'engine-gone' when the encoder fails, or cannot be fetched. */
  async add(samples: Float32Array): Promise<Uint8Array> {
    return this.#written(async () => {
      for (let at = 0; at < samples.length; at += BLOCK_SAMPLES) {
        await this.#encode(samples.subarray(at, at + BLOCK_SAMPLES));
      }
    });
  }

  /** @throws as `add` */
  async end(): Promise<Uint8Array> {
    return this.#written(async () => {
      // No file of these formats is empty.
      if (this.#sampleCount === 0) await this.#encode(new Float32Array(1));
      await this.#output.finalize();
    });
  }

  cancel(): void {
    void this.#output.cancel().catch(() => {});
  }

  async #encode(samples: Float32Array): Promise<void> {
    const format = this.#encoding.samples;
    const sample = new this.#media.AudioSample({
      data: encodeSamples(samples, format),
      format: format === 'pcm16' ? 's16' : 'f32',
      numberOfChannels: 1,
      sampleRate: this.#sampleRateHz,
      timestamp: this.#sampleCount / this.#sampleRateHz,
    });
    this.#sampleCount += samples.length;
    try {
      await this.#source.add(sample);
    } finally {
      sample.close();
    }
  }

  /** @returns what there is to write after some work. */
  async #written(work: () => Promise<void>): Promise<Uint8Array> {
    try {
      await work();
    } catch (error) {
      this.cancel();
      throw new FailureError(failureFrom(error, encoderError), error);
    }
    const bytes = joinBytes(this.#ready);
    this.#ready = [];
    return bytes;
  }
}
