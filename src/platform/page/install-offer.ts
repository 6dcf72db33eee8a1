/** The browser's offer to install the page; TypeScript has no type of it. */
type OfferEvent = Event & { prompt(): Promise<unknown> };

export type InstallOffer = {
  /** @param listener called with true once the browser offers it, and with false when it no longer does. */
  readonly follow: (listener: (isOffered: boolean) => void) => void;
  /** Lets the browser ask the person. Must be called inside a click; an offer can be taken once. */
  readonly take: () => Promise<void>;
};

/** Chromium makes its offer once, soon after the page was opened: this must listen from the start. */
export function watchInstallOffer(page: EventTarget): InstallOffer {
  let offer: OfferEvent | null = null;
  let tell = (_: boolean) => {};
  const change = (next: OfferEvent | null) => {
    offer = next;
    tell(offer !== null);
  };
  page.addEventListener('beforeinstallprompt', (event) => {
    // The button of the page stands for the browser's own bar.
    event.preventDefault();
    change(event as OfferEvent);
  });
  page.addEventListener('appinstalled', () => change(null));
  return {
    follow(listener) {
      tell = listener;
      tell(offer !== null);
    },
    async take() {
      const taken = offer;
      change(null);
      await taken?.prompt();
    },
  };
}
