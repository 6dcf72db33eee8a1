import { framesOf } from '../codec/codec-stream';
import { joinSamples } from '../pcm/join-samples';
import type { PcmChunk } from '../pcm/pcm-chunk';
import { parseGrid } from './parse-grid';
import { PieceSound } from './piece-sound';
import { requestFields } from './request-fields';
import type { SpeechParts } from './speech-run';

/**
 * The sound of a piece from its codes: the samples that it had between two others when it was made.
 * @param codes a CodeGrid of the loaded model's codec.
 * @throws FailureError 'bad-request' when they are not; the signal's reason when aborted.
 */
export async function pieceSound(
  codes: unknown,
  { manifest, codec }: Pick<SpeechParts, 'manifest' | 'codec'>,
  signal: AbortSignal,
): Promise<PcmChunk> {
  const fields = requestFields({ codes }, 'piece');
  const grid = parseGrid(fields, 'codes', 0, manifest.spec.language.codebooks);
  const sound = new PieceSound(codec, 'following', { start: true, end: true });
  const begun = await sound.push(framesOf(grid), signal);
  const samples = joinSamples([begun, await sound.finish(signal)]);
  return { samples, sampleRateHz: codec.spec.sampleRateHz, startSample: 0 };
}
