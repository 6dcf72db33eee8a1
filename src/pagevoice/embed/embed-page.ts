import { errorText } from '../../core/failure';
import type { PageVoiceElement, SentenceDetail } from '../element/page-voice-element';
import { allowedOrigins, type EmbedReport, readEmbedOrder } from './embed-messages';
import { type EmbedWords, wordsBehindHash } from './embed-words';

/** Joins the frame's element with its address and with the page around it. */
export function startEmbedPage(element: PageVoiceElement, notice: HTMLElement): void {
  const list = document.querySelector<HTMLMetaElement>('meta[name=pagevoice-allow]')?.content ?? '';
  const mayAsk = allowedOrigins(list, location.origin);
  /** The page that has sent the last order. */
  let asker: { readonly window: Window; readonly origin: string } | null = null;

  const report = (message: EmbedReport) => asker?.window.postMessage(message, asker.origin);
  const show = ({ text, attributes }: EmbedWords) => {
    element.stop();
    for (const name of (element.constructor as typeof PageVoiceElement).observedAttributes)
      if (name !== 'for') element.removeAttribute(name);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    notice.textContent = '';
  };
  const tell = (error: unknown) => {
    notice.textContent = errorText(error);
  };
  const readAddress = () => {
    try {
      const words = wordsBehindHash(location.hash, location.href);
      if (words) show(words);
      else if (element.textContent?.trim() === '') notice.textContent = 'There is no text to read here yet.';
    } catch (error) {
      tell(error);
    }
  };

  element.addEventListener('play', () => report({ pagevoice: 'play' }));
  element.addEventListener('end', () => report({ pagevoice: 'end' }));
  element.addEventListener('sentence', (event) => {
    const { from, to, text } = (event as CustomEvent<SentenceDetail>).detail;
    report({ pagevoice: 'sentence', from, to, text });
  });
  element.addEventListener('error', (event) => {
    report({
      pagevoice: 'error',
      message: (event as Event as CustomEvent<{ message: string }>).detail.message,
    });
  });
  addEventListener('hashchange', readAddress);
  addEventListener('message', ({ data, origin, source }) => {
    const window = source as Window | null;
    if (!window || window === self) return;
    try {
      const order = readEmbedOrder(data, location.href);
      if (!order) return;
      if (!mayAsk(origin)) {
        const message = `Pages of ${origin} may not ask this frame to speak. The owner of this site can name them in embed.html.`;
        window.postMessage({ pagevoice: 'refused', message } satisfies EmbedReport, origin);
        return;
      }
      asker = { window, origin };
      if (order.type === 'load') show(order.words);
      else element[order.type]();
    } catch (error) {
      if (!mayAsk(origin)) return;
      const message = errorText(error);
      window.postMessage({ pagevoice: 'error', message } satisfies EmbedReport, origin);
    }
  });
  readAddress();
  // Says that it listens, and nothing else: whoever shows the frame may know.
  if (parent !== self) parent.postMessage({ pagevoice: 'ready' } satisfies EmbedReport, '*');
}
