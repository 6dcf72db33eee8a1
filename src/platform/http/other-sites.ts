/** Why another site is asked; the page lists it beside the request. */
export type OutsideReason = 'model' | 'file of a call' | 'webhook' | 'hosted server';

export type AskOther = (url: URL, init: RequestInit, reason: OutsideReason) => Promise<Response>;

/** A page asks by itself, a thread asks its page. */
let ask: AskOther = (url, init) => fetch(url, init);
let note: (url: URL, reason: OutsideReason, method: string) => void = () => {};

/** The one way to other sites. */
export const askOther: AskOther = (url, init, reason) => {
  note(url, reason, init.method ?? 'GET');
  return ask(url, init, reason);
};

/** Sends all requests of this thread to other sites another way. */
export function askOthersBy(way: AskOther): void {
  ask = way;
}

/** Tells of each request to another site before it is sent. */
export function noteOutside(listener: typeof note): void {
  note = listener;
}
