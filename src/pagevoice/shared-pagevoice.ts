import { createPagevoiceOn, type Pagevoice } from './create-pagevoice';
import type { PagevoiceOptions } from './options';
import { pagePorts } from './page-ports';

let shared: Pagevoice | null = null;

/**
 * The one engine of a page's elements and of its `speechSynthesis` stand-in; made when it is first asked for.
 */
export function sharedPagevoice(): Pagevoice {
  shared ??= setUp({});
  return shared;
}

/**
 * Chooses the model, the backend or the place of the files for all elements of the page and for the stand-in.
 * @throws TypeError once there is one: its worker may be at work. Dispose of it first.
 */
export function configurePagevoice(options: PagevoiceOptions): Pagevoice {
  if (shared)
    throw new TypeError(
      'The page’s shared Pagevoice is in use already. Configure it before the first element plays, or dispose of it first.',
    );
  shared = setUp(options);
  return shared;
}

function setUp(options: PagevoiceOptions): Pagevoice {
  const made = createPagevoiceOn(pagePorts(), options);
  made.on('disposed', () => {
    if (shared === made) shared = null;
  });
  return made;
}
