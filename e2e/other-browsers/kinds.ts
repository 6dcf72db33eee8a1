import { firefox } from './firefox';
import { webKitGtk } from './webkit-gtk';

/** The browsers besides Chromium that the page is tried in, where they are installed. */
export const otherBrowsers = [firefox, webKitGtk];
export const installedBrowsers = otherBrowsers.filter(({ missing }) => missing.length === 0);

/** One line for each that is not installed. */
export const notTried: readonly string[] = otherBrowsers
  .filter(({ missing }) => missing.length > 0)
  .map(({ name, missing }) => `${name} was not tried: install ${missing.join(', ')}.`);
