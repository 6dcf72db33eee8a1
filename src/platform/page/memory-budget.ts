import type { MemoryBudget } from '../../core/device/device-facts';

/** Fields of `navigator` about memory; every browser has the last three. */
export type NavigatorFacts = {
  readonly deviceMemory?: number;
  readonly userAgent: string;
  readonly platform: string;
  readonly maxTouchPoints: number;
};

/** Browsers round to a power of two, and from here on some say no more than that there is as much. */
const CAPPED_GIGABYTES = 8;

export function readMemoryBudget(facts: NavigatorFacts): MemoryBudget {
  return { memory: reportedMemory(facts), isMobile: isMobile(facts) };
}

/** Chromium reports memory, to page and worker, and only on secure sites; others do not: null. */
export function reportedMemory({
  deviceMemory,
}: Pick<NavigatorFacts, 'deviceMemory'>): MemoryBudget['memory'] {
  if (deviceMemory === undefined) return null;
  return { gigabytes: deviceMemory, isAtLeast: deviceMemory >= CAPPED_GIGABYTES };
}

/** An iPad calls itself a Mac, but no Mac has a touch screen. */
function isMobile({ userAgent, platform, maxTouchPoints }: Omit<NavigatorFacts, 'deviceMemory'>): boolean {
  return /Android|iPhone|iPad|iPod/.test(userAgent) || (platform === 'MacIntel' && maxTouchPoints > 1);
}
