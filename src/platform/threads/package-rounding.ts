import { fail } from '../../core/failure';
import { say } from '../../core/sentence';
import type { RoundingThreads } from './rounding-threads';

/** The package has no threads that round weights: it keeps finished packages, which are copied as they are. */
export function webRounding(_coreCount: number): RoundingThreads {
  return fail(
    'unsupported',
    say`The package does not import checkpoints. Import them with the Pagevoice page or \`pagevoice import\`, and name the package that comes of it.`,
  );
}
