import type { LoadProgress } from '../../core/speech/speech-engine';
import type { Clock } from '../time/clock';

/** A runtime with several threads is taken for stuck after so long, and so much longer for every byte of weights. */
const LEAST_PATIENCE_MS = 30_000;
const PATIENCE_BYTES_PER_MS = 10_000;

/**
 * Detects a runtime that hangs while it opens networks with several threads (reported of it: microsoft/onnxruntime#26858).
 * The worker itself may be blocked, so the page watches.
 */
export function startWatch(clock: Clock, onStill: () => void) {
  let isStill = false;
  let patienceMs = 0;
  let cancel = () => {};
  return {
    get isStill() {
      return isStill;
    },
    /** The load has reported progress. */
    heard({ threadCount = 1, totalBytes }: LoadProgress): void {
      if (threadCount > 1) patienceMs = LEAST_PATIENCE_MS + totalBytes / PATIENCE_BYTES_PER_MS;
      cancel();
      if (patienceMs === 0) return;
      cancel = clock.after(patienceMs, () => {
        isStill = true;
        onStill();
      });
    },
    end: () => cancel(),
  };
}
