import { sha256 } from '../../core/data/sha256';
import { MAX_HELD_SHARD_BYTES, MAX_MANIFEST_BYTES } from '../../core/data/size-limits';
import { FailureError, fail } from '../../core/failure';
import type { PackageSource } from '../../core/package/manifest';
import { MANIFEST_FILE } from '../../core/package/package-writer';
import { unpackingSource } from '../../core/package/unpacking-source';
import { askServer, folderUrl, readBody, refuseStatus } from './ask-server';

/** Fragment of a package's address: the hash that its manifest must have. */
const pinPattern = /^#sha256=([0-9a-f]{64})$/;

/** The address of a package whose manifest may only be the one with this hash. */
export function pinned(packageUrl: string, manifestSha256: string): string {
  return `${packageUrl}#sha256=${manifestSha256}`;
}

/** A model package on a web server, this site's own or another, as whoever reads it wants it. */
export const webPackage = (packageUrl: string): PackageSource => unpackingSource(new HttpPackage(packageUrl));

/** The files of a model package on a web server, as they lie there. */
export class HttpPackage implements PackageSource {
  readonly #address: string;
  /** Files that the server sent whole although a part was asked for, until their end is read. */
  readonly #whole = new Map<string, Uint8Array>();

  /** @param packageUrl folder of the package, absolute; may be `pinned`. */
  constructor(packageUrl: string) {
    this.#address = packageUrl;
  }

  /** @throws FailureError; `byteLength` is left out for the manifest only, every other file has its length there. */
  async read(
    file: string,
    signal: AbortSignal,
    offset?: number,
    byteLength?: number,
    onBytes?: (byteLength: number) => void,
  ): Promise<Uint8Array> {
    const folder = folderUrl(this.#address);
    const url = new URL(file, folder);
    if (!url.href.startsWith(folder.href)) {
      fail('bad-package', `The model package names "${file}", which lies outside its folder.`, { file });
    }
    if (offset === undefined || byteLength === undefined) {
      const bytes = await this.#fetch(url, file, {}, MAX_MANIFEST_BYTES, signal);
      if (file === MANIFEST_FILE) await this.#comparePin(bytes.body);
      return bytes.body;
    }
    const whole = this.#whole.get(file);
    if (whole) return this.#partOf(file, whole, offset, byteLength);
    const range = { Range: `bytes=${offset}-${offset + byteLength - 1}` };
    const { status, body } = await this.#fetch(url, file, range, byteLength, signal, onBytes);
    if (status === 206) return this.#cut(file, body, 0, byteLength);
    return this.#partOf(file, body, offset, byteLength);
  }

  /** Shards are read from front to back: behind the last byte nothing more is asked for. */
  #partOf(file: string, whole: Uint8Array, offset: number, byteLength: number): Uint8Array {
    if (offset + byteLength < whole.length) this.#whole.set(file, whole);
    else this.#whole.delete(file);
    return this.#cut(file, whole, offset, byteLength);
  }

  #cut(file: string, bytes: Uint8Array, offset: number, byteLength: number): Uint8Array {
    if (offset + byteLength > bytes.length) {
      fail(
        'bad-package',
        `The file "${file}" of the model package ends too early. Load or import the model again.`,
        {
          file,
          expectedBytes: offset + byteLength,
          foundBytes: bytes.length,
        },
      );
    }
    return bytes.subarray(offset, offset + byteLength);
  }

  async #comparePin(manifest: Uint8Array): Promise<void> {
    const pin = pinPattern.exec(new URL(this.#address).hash)?.[1];
    if (pin === undefined || (await sha256(manifest)) === pin) return;
    fail(
      'bad-package',
      'The model at this address is not the one that the link names: its manifest has another SHA-256. Ask whoever gave you the link, or leave out &sha256= to take the model as it is.',
      { file: MANIFEST_FILE },
    );
  }

  /** @param partBytes how long the answer may be; one that is whole although a part was asked for may be longer. */
  async #fetch(
    url: URL,
    file: string,
    headers: Record<string, string>,
    partBytes: number,
    signal: AbortSignal,
    onBytes?: (byteLength: number) => void,
  ): Promise<{ readonly status: number; readonly body: Uint8Array }> {
    try {
      const response = await askServer(url, { headers, signal });
      const { status, ok } = response;
      if (ok) {
        const maxBytes = status !== 206 && headers.Range ? MAX_HELD_SHARD_BYTES : partBytes;
        return { status, body: await readBody(response, file, maxBytes, onBytes) };
      }
      await response.body?.cancel().catch(() => {});
      if (status !== 404 && status !== 410 && status !== 416) return refuseStatus(status, file);
      return fail(
        'bad-package',
        `The file "${file}" of the model package is missing. Load or import the model again.`,
        { file, httpStatus: status },
      );
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof FailureError) throw error;
      return fail(
        'network',
        `The file "${file}" of the model package could not be fetched. Check the connection and try again.`,
        { file },
        error,
      );
    }
  }
}
