import { fail } from '../../core/failure';

/** A file larger than this is no short clip of speech; decoding it could exhaust a phone's memory. */
const largestFileBytes = 200e6;

/**
 * Any sound file that the browser can read.
 * @returns one array per channel; the browser resamples to `sampleRateHz` while it decodes.
 * @throws FailureError 'bad-audio' when it is too large or no sound.
 */
export async function decodeAudio(file: Blob, sampleRateHz: number): Promise<readonly Float32Array[]> {
  if (file.size > largestFileBytes)
    fail('bad-audio', 'The file is larger than 200 MB. Cut out 5 to 15 seconds of clear speech.', {
      byteLength: file.size,
    });
  const context = new OfflineAudioContext(1, 1, sampleRateHz);
  let buffer: AudioBuffer;
  try {
    buffer = await context.decodeAudioData(await file.arrayBuffer());
  } catch (error) {
    const message = 'This browser finds no sound in the file. Use WAV, MP3, M4A, FLAC or Ogg.';
    fail('bad-audio', message, { mediaType: file.type || 'unknown' }, error);
  }
  return Array.from({ length: buffer.numberOfChannels }, (_, channel) => buffer.getChannelData(channel));
}
