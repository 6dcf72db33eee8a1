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

/** Chromium tells of memory, and only on secure pages; others do not. */
export function deviceRoom({ deviceMemory, ...rest }: NavigatorFacts): DeviceRoom {
  const memory =
    deviceMemory === undefined
      ? null
      : { gigabytes: deviceMemory, isAtLeast: deviceMemory >= CAPPED_GIGABYTES };
  return { memory, isAppleMobile: isAppleMobile(rest) };
}

/** Every browser of an iPhone or iPad. An iPad calls itself a Mac, but no Mac has a touch screen. */
function isAppleMobile({
  userAgent,
  platform,
  maxTouchPoints,
}: Omit<NavigatorFacts, 'deviceMemory'>): boolean {
  return /iPhone|iPad|iPod/.test(userAgent) || (platform === 'MacIntel' && maxTouchPoints > 1);
}
