import { textParts } from '../../http/text-parts';
import { ApiError } from './api-error';

/**
 * Events of a streamed reply, each the JSON behind `data:`. Leaving early ends the work behind it.
 * @throws ApiError for an error that comes in the middle.
 */
export async function* readEvents<T>(response: Response): AsyncGenerator<T, void> {
  for await (const event of textParts(response, /\r?\n\r?\n/)) {
    const data = /^data: ?(.*)$/m.exec(event)?.[1];
    if (data === undefined) continue;
    if (data === '[DONE]') return;
    const parsed = JSON.parse(data);
    if (parsed?.error) throw await ApiError.of(Response.json(parsed, { status: 500 }));
    yield parsed;
  }
}
