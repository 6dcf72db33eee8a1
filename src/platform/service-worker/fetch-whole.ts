/**
 * Fetches a file of the site as it was built: not the page of a network that asks for a login, nor what a
 * host gives in place of a file that it has not got yet.
 * @param sha256 of its bytes, in hexadecimal digits.
 * @throws TypeError when something else comes.
 */
export async function fetchWhole(
  fetcher: (request: Request) => Promise<Response>,
  request: Request,
  sha256: string,
): Promise<Response> {
  const response = await fetcher(request);
  if (!response.ok) throw new TypeError(`${request.url} answered ${response.status}`);
  if (response.redirected) throw new TypeError(`${request.url} was redirected to ${response.url}`);
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  if (Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') !== sha256)
    throw new TypeError(`${request.url} is not the file that was built`);
  return new Response(bytes, response);
}
