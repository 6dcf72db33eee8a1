/** Limits of what a call may send, in bytes; more is refused with the status 413. */

/** A recording of a voice: 30 s of it are used, and both hosted systems take as much. */
export const MAX_RECORDING_BYTES = 10 * 2 ** 20;
/**
 * JSON is read whole, and takes several times its length in memory: two recordings of the largest size as
 * base64.
 */
export const MAX_JSON_BYTES = 32 * 2 ** 20;
/** A form carries its recordings as they are. */
export const MAX_FORM_BYTES = 48 * 2 ** 20;
/** A file that is sent alone. */
export const MAX_FILE_BYTES = 64 * 2 ** 20;
