import type { AcceptedLicences } from '../../src/core/package/accepted-licences';

/** For tests that are about something else. */
export const everyLicence: AcceptedLicences = { has: async () => true };

/** Somebody who remembers what was accepted. */
export class LicenceMemory implements AcceptedLicences {
  readonly fingerprints = new Set<string>();

  async has(fingerprint: string): Promise<boolean> {
    return this.fingerprints.has(fingerprint);
  }
}
