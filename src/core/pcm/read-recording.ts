import { FailureError, fail } from '../failure';
import { say } from '../sentence';
import { mixToMono } from './mix-to-mono';
import { readWav } from './read-wav';
import { checkReferenceRate } from './reference-audio';
import { isWav } from './wav-parts';

/** Mono sound. */
export type RecordedSound = { readonly samples: Float32Array; readonly sampleRateHz: number };

/**
 * Reads what `readWav` does not: the browser's decoder, where there is one.
 * It may take the bytes over. Throws when it finds no sound.
 */
export type OtherDecoder = (
  bytes: Uint8Array<ArrayBuffer>,
) => Promise<{ readonly channels: readonly Float32Array[]; readonly sampleRateHz: number }>;

/** The part that is used is cut out of what is held in memory: ten minutes are 58 MB at 24 kHz. */
const LONGEST_RECORDING_SECONDS = 600;

/**
 * The one reader of people's recordings, for page, API and command line. Our own reader comes first for WAV: browsers refuse
 * 64-bit floats, and read the parts behind streamed sound as noise. Everything else is the browser's.
 * @param decodeOther null where there is none, as in Node and in workers.
 * @throws FailureError 'bad-audio'
 */
export async function readRecording(
  bytes: Uint8Array<ArrayBuffer>,
  decodeOther: OtherDecoder | null,
): Promise<RecordedSound> {
  if (bytes.length === 0) fail('bad-audio', say`The file is empty. Choose a recording.`);
  const sound = isWav(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    ? await readAnyWav(bytes, decodeOther)
    : await readOther(bytes, decodeOther);
  checkReferenceRate(sound.sampleRateHz);
  const seconds = sound.samples.length / sound.sampleRateHz;
  if (seconds > LONGEST_RECORDING_SECONDS)
    fail(
      'bad-audio',
      say`The recording is ${Math.round(seconds / 60)} minutes long; at most ${LONGEST_RECORDING_SECONDS / 60} can be opened here. Cut out 5 to 15 seconds of clear speech.`,
      { seconds },
    );
  return sound;
}

/** Some browsers can play compressed sound in a WAV file. If this one cannot either, our own error is reported. */
async function readAnyWav(
  bytes: Uint8Array<ArrayBuffer>,
  decodeOther: OtherDecoder | null,
): Promise<RecordedSound> {
  try {
    return readWav(bytes);
  } catch (error) {
    if (!(error instanceof FailureError) || !decodeOther) throw error;
    const other = await decodeOther(bytes).catch(() => null);
    if (!other) throw error;
    return { samples: mixToMono(other.channels), sampleRateHz: other.sampleRateHz };
  }
}

async function readOther(
  bytes: Uint8Array<ArrayBuffer>,
  decodeOther: OtherDecoder | null,
): Promise<RecordedSound> {
  if (!decodeOther)
    fail('bad-audio', say`The file is no WAV sound, and only that is read here. Save the recording as WAV.`);
  const { channels, sampleRateHz } = await decodeOther(bytes).catch((error: unknown) =>
    fail(
      'bad-audio',
      say`This browser finds no sound in the file. Use WAV, MP3, M4A, FLAC or Ogg.`,
      undefined,
      error,
    ),
  );
  return { samples: mixToMono(channels), sampleRateHz };
}
