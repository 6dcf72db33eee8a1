import { toBase64 } from '../data/base64';
import { joinBytes } from '../data/join-bytes';

/**
 * Clients join the texts of all deltas: only whole samples, without padding, may be in all but the last one.
 */
const DELTA_BYTES = 6;

/** Bytes of a file in texts of base64 that can be joined. */
export class WholeDeltas {
  #rest: Uint8Array = new Uint8Array();

  add(bytes: Uint8Array): string {
    const all = joinBytes([this.#rest, bytes]);
    const whole = all.length - (all.length % DELTA_BYTES);
    this.#rest = all.slice(whole);
    return toBase64(all.subarray(0, whole));
  }

  end(bytes: Uint8Array): string {
    return toBase64(joinBytes([this.#rest, bytes]));
  }
}
