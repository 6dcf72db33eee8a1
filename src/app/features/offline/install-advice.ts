import { type Sentence, say } from '../../../core/sentence';

export type Installer = {
  readonly userAgent: string;
  readonly maxTouchPoints: number;
  /** The page has a window of its own already. */
  readonly isInstalled: boolean;
};

/** @returns the way to install the page by hand in a browser that offers it to no page; null where there is none. */
export function installAdvice({ userAgent, maxTouchPoints, isInstalled }: Installer): Sentence | null {
  if (isInstalled) return null;
  // An iPad calls itself a Macintosh, and every browser there is Safari inside.
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1))
    return say`To install it, press Share, then “Add to Home Screen”.`;
  const safari = /Macintosh.* Version\/(\d+)\S* Safari/.exec(userAgent);
  if (safari && Number(safari[1]) >= 17) return say`To install it, choose “Add to Dock” in the menu “File”.`;
  if (/Android.* Firefox\//.test(userAgent))
    return say`To install it, choose “Add to Home screen” in the browser’s menu.`;
  return null;
}

/** @returns of the browser that shows the page. */
export function thisInstaller(): Installer {
  const { userAgent, maxTouchPoints } = navigator;
  // Safari of phones has a property of its own.
  const { standalone = false } = navigator as { readonly standalone?: boolean };
  return {
    userAgent,
    maxTouchPoints,
    isInstalled: standalone || !matchMedia('(display-mode: browser)').matches,
  };
}
