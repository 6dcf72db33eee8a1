import { fail } from '../../core/failure';
import type { PackageSource } from '../../core/store/manifest';

/** A model package on a web server, this site's own or another. */
export class HttpPackage implements PackageSource {
  readonly #folder: URL;
  /** A file that the server sent whole although a part was asked for. */
  #whole: { readonly file: string; readonly bytes: Uint8Array } | null = null;

  /** @param packageUrl folder of the package, absolute. */
  constructor(packageUrl: string) {
    this.#folder = new URL(packageUrl.endsWith('/') ? packageUrl : `${packageUrl}/`);
  }

  async read(file: string, signal: AbortSignal, offset?: number, byteLength?: number): Promise<Uint8Array> {
    const url = new URL(file, this.#folder);
    if (!url.href.startsWith(this.#folder.href)) {
      fail('bad-package', `The model package names "${file}", which lies outside its folder.`, { file });
    }
    if (offset === undefined || byteLength === undefined)
      return bodyOf(await this.#fetch(url, file, {}, signal));
    if (this.#whole?.file === file) {
      const { bytes } = this.#whole;
      // Shards are read from front to back: behind the last byte nothing more is asked for.
      if (offset + byteLength >= bytes.length) this.#whole = null;
      return this.#cut(file, bytes, offset, byteLength);
    }
    const range = { Range: `bytes=${offset}-${offset + byteLength - 1}` };
    const response = await this.#fetch(url, file, range, signal);
    const bytes = await bodyOf(response);
    if (response.status !== 206) {
      this.#whole = { file, bytes };
      return this.#cut(file, bytes, offset, byteLength);
    }
    return this.#cut(file, bytes, 0, byteLength);
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

  async #fetch(
    url: URL,
    file: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(url, { headers, signal });
    } catch (error) {
      signal.throwIfAborted();
      fail(
        'network',
        `The file "${file}" of the model package could not be fetched. Check the connection and try again.`,
        { file },
        error,
      );
    }
    if (response.ok) return response;
    const details = { file, httpStatus: response.status };
    if (response.status === 404 || response.status === 410 || response.status === 416) {
      fail(
        'bad-package',
        `The file "${file}" of the model package is missing. Load or import the model again.`,
        details,
      );
    }
    fail(
      'network',
      `The server answered ${response.status} for "${file}" of the model package. Try again later.`,
      details,
    );
  }
}

async function bodyOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}
