/**
 * The parts of a text as it comes. Leaving early ends the request.
 * @returns what stands behind the last separator.
 */
export async function* textParts(
  { body }: Pick<Response, 'body'>,
  separator: RegExp,
): AsyncGenerator<string, string> {
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const parts = (rest + next.value).split(separator);
      rest = parts.pop()!;
      yield* parts;
    }
    return rest;
  } finally {
    await reader.cancel().catch(() => {});
  }
}
