import { fail } from '../../core/failure';
import { type OtherDecoder, type RecordedSound, readRecording } from '../../core/pcm/read-recording';
import { resample } from '../../core/pcm/resample';
import { USUAL_RATE_HZ } from '../../core/pcm/usual-rate';

/** A file larger than this is no short clip of speech; decoding it could exhaust a phone's memory. */
const LARGEST_FILE_BYTES = 200e6;

/**
 * Any sound file that we or the browser can read.
 * @returns mono at `sampleRateHz`.
 * @throws FailureError 'bad-audio' when it is too large or no sound.
 */
export async function decodeAudio(file: Blob, sampleRateHz: number): Promise<Float32Array> {
  if (file.size > LARGEST_FILE_BYTES)
    fail('bad-audio', 'The file is larger than 200 MB. Cut out 5 to 15 seconds of clear speech.', {
      byteLength: file.size,
    });
  const bytes = new Uint8Array(await file.arrayBuffer());
  const sound = await readRecording(bytes, browserDecoder(sampleRateHz));
  return resample(sound.samples, sound.sampleRateHz, sampleRateHz);
}

/** A recording of a call, of whatever rate; the browser decodes at the usual one where the sound's own is not known. @throws FailureError 'bad-audio' when it is no sound. */
export async function decodeRecording(bytes: Uint8Array, signal: AbortSignal): Promise<RecordedSound> {
  signal.throwIfAborted();
  // A copy, because the browser's decoder takes its buffer over.
  return readRecording(new Uint8Array(bytes), browserDecoder(USUAL_RATE_HZ));
}

/** The browser resamples while it decodes. The buffer is the decoder's afterwards. */
function browserDecoder(sampleRateHz: number): OtherDecoder {
  return async (bytes) => {
    const context = new OfflineAudioContext(1, 1, sampleRateHz);
    const buffer = await context.decodeAudioData(bytes.buffer);
    const channels = Array.from({ length: buffer.numberOfChannels }, (_, i) => buffer.getChannelData(i));
    return { channels, sampleRateHz };
  };
}
