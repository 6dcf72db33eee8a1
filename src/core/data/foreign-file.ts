import { type FailureKind, fail } from '../failure';
import { say } from '../sentence';

/** Bytes that suffice to recognise a web page. */
export const TELLING_BYTES = 512;

/**
 * Names what hosts give in place of a file: a pointer to where Git keeps it, or a page that asks to sign in
 * or reports an error, often with the status of success.
 * @param start the first bytes of the file.
 * @throws FailureError when it is one of these.
 */
export function refuseSubstitute(
  start: Uint8Array,
  file: string,
  kind: Extract<FailureKind, 'bad-checkpoint' | 'bad-package'>,
): void {
  const text = new TextDecoder().decode(start.subarray(0, TELLING_BYTES));
  if (/^version https:\/\/git-lfs\.github\.com\/spec\//.test(text)) {
    fail(
      kind,
      say`The file ${file} is a Git LFS pointer, not the file: fetch the file itself, with “git lfs pull” or from its page on the web.`,
      { file },
    );
  }
  if (/^\s*<(!doctype|html|head|body|\?xml)/i.test(text)) {
    fail(
      kind,
      say`The file ${file} is a web page: the server sent one that asks to sign in, or tells of an error, in place of the file. Open the address in a browser to see it, then download the file itself.`,
      { file },
    );
  }
}
