/**
 * One server-sent event.
 * @param id is sent back by a client that connects again. Source: HTML Living Standard, 9.2.
 */
export function serverEvent(value: unknown, id: string | null = null): string {
  return `${id === null ? '' : `id: ${id}\n`}data: ${JSON.stringify(value)}\n\n`;
}

export const eventHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
};
