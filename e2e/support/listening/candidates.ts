import { readFileSync } from 'node:fs';
import { cepstrumOrder, melCepstrum } from './mel-cepstrum';
import { warpedDistance } from './warped-distance';

export type Candidate = { readonly text: string; readonly cepstrum: readonly Float32Array[] };

type CandidateFile = {
  readonly order: number;
  readonly stepsPerUnit: number;
  /** `cepstrum`: int8 `[frame][order]` in base64. */
  readonly sentences: readonly { readonly text: string; readonly cepstrum: string }[];
};

export type Likeness = { readonly text: string; readonly distance: number };

/** Which of the sentences the sound is most like, the nearest first. @param samples at 24 kHz. */
export function rankSentences(samples: Float32Array, candidates: readonly Candidate[]): readonly Likeness[] {
  const heard = melCepstrum(samples);
  return candidates
    .map(({ text, cepstrum }) => ({ text, distance: warpedDistance(heard, cepstrum) }))
    .sort((one, other) => one.distance - other.distance);
}

/**
 * Sentences as the bundled voice's teacher says them: of none of these was the voice trained.
 * @param file written by `python training/listen.py --candidates <file> --texts <lines>`.
 */
export function readCandidates(file: string): readonly Candidate[] {
  const { order, stepsPerUnit, sentences } = JSON.parse(readFileSync(file, 'utf8')) as CandidateFile;
  if (order !== cepstrumOrder) throw new Error(`${file} was written with another order: write it again.`);
  return sentences.map(({ text, cepstrum }) => {
    const steps = new Int8Array(Buffer.from(cepstrum, 'base64'));
    const values = Float32Array.from(steps, (step) => step / stepsPerUnit);
    const frameCount = values.length / order;
    const rows = Array.from({ length: frameCount }, (_, frame) =>
      values.subarray(frame * order, (frame + 1) * order),
    );
    return { text, cepstrum: rows };
  });
}
