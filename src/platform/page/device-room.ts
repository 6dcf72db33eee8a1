import type { DeviceRoom } from '../../core/device/device-facts';

/** What of `navigator` tells about memory; the last three of them are there in every browser. */
export type NavigatorFacts = {
  readonly deviceMemory?: number;
  readonly userAgent: string;
  readonly platform: string;
  readonly maxTouchPoints: number;
};

/** Browsers round to a power of two, and from here on some say no more than that there is as much. */
const CAPPED_GIGABYTES = 8;

export function deviceRoom(facts: NavigatorFacts): DeviceRoom {
  return { memory: toldMemory(facts), isMobile: isMobile(facts) };
}

/** Chromium tells of memory, to page and worker, and only on secure sites; others do not: null. */
export function toldMemory({ deviceMemory }: Pick<NavigatorFacts, 'deviceMemory'>): DeviceRoom['memory'] {
  if (deviceMemory === undefined) return null;
  return { gigabytes: deviceMemory, isAtLeast: deviceMemory >= CAPPED_GIGABYTES };
}

/** An iPad calls itself a Mac, but no Mac has a touch screen. */
function isMobile({ userAgent, platform, maxTouchPoints }: Omit<NavigatorFacts, 'deviceMemory'>): boolean {
  return /Android|iPhone|iPad|iPod/.test(userAgent) || (platform === 'MacIntel' && maxTouchPoints > 1);
}
