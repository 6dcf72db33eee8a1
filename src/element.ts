import { PageVoiceElement } from './pagevoice/element/page-voice-element';

export { PageVoiceElement, type SentenceDetail } from './pagevoice/element/page-voice-element';
export { configurePagevoice, sharedPagevoice } from './pagevoice/shared-pagevoice';

/**
 * Importing this module defines the element, once; where a static site is rendered there is nothing to define
 * it in.
 */
if (typeof customElements !== 'undefined' && !customElements.get('page-voice'))
  customElements.define('page-voice', PageVoiceElement);

declare global {
  interface HTMLElementTagNameMap {
    'page-voice': PageVoiceElement;
  }
}
