import { isOffer } from './offer';
import { ServingTurn } from './serving-lock';

/**
 * @param origin of the window that calls; null for the service worker, which passes on calls of this site
 * only.
 */
export type TakeCall = (port: MessagePort, origin: string | null) => void;

/** The ways by which calls come into this page from outside of it. */
export type PageDoors = {
  /** Origin of this site. */
  readonly origin: string;
  /** Address of the site's folder, without its final slash. */
  readonly base: string;
  /** Whether this page is the one, of all tabs, that answers for the site. */
  readonly isServing: boolean;
  /** @param whenServing called each time this page becomes the one that answers for the site. */
  open(take: TakeCall, whenServing?: () => void): void;
  /** Sends an event to the scripts of this page. */
  announce(name: string, detail: unknown): void;
  /** Call it when this page cannot speak: another one may. */
  stepBack(): void;
  /**
   * @param listener called with the address of the API whenever the service worker begins to answer there, or
   * ends.
   */
  whenAddressed(listener: (address: string | null) => void): void;
};

type DoorParts = {
  /** Address of the site's folder, with its final slash. */
  readonly scope: string;
  readonly window: Pick<Window, 'addEventListener' | 'dispatchEvent'>;
  /** Missing on insecure sites. */
  readonly serviceWorker:
    | Pick<ServiceWorkerContainer, 'addEventListener' | 'startMessages' | 'controller'>
    | undefined;
  readonly locks: Pick<LockManager, 'request'> | undefined;
};

export function pageDoors({ scope, window, serviceWorker, locks }: DoorParts): PageDoors {
  let turn: ServingTurn | null = null;
  const pass = (event: Event, origin: string | null, take: TakeCall) => {
    const { data, ports } = event as MessageEvent;
    const port = ports[0];
    if (!isOffer(data) || !port) return;
    // At once: the code that answers may have to be fetched first.
    port.postMessage({ type: 'here' });
    take(port, origin);
  };
  return {
    origin: new URL(scope).origin,
    base: scope.slice(0, -1),
    get isServing() {
      return turn?.isMine ?? false;
    },
    announce: (name, detail) => void window.dispatchEvent(new CustomEvent(name, { detail })),
    open(take, whenServing = () => {}) {
      turn = new ServingTurn(scope, locks, whenServing);
      const held = turn;
      window.addEventListener('message', (event) => pass(event, event.origin, take));
      serviceWorker?.addEventListener('message', (event) => {
        held.whenMine(() => pass(event, null, take));
      });
      serviceWorker?.startMessages();
    },
    stepBack: () => turn?.stepBack(),
    whenAddressed(listener) {
      const tell = () => listener(serviceWorker?.controller ? `${scope}v1` : null);
      serviceWorker?.addEventListener('controllerchange', tell);
      tell();
    },
  };
}
