import { sha256 } from '../data/sha256';
import { type Failure, fail } from '../failure';
import { say } from '../sentence';
import type { Licence } from './manifest';

/** Port: the terms that a person has read and accepted. */
export interface AcceptedLicences {
  has(fingerprint: string): Promise<boolean>;
}

/** Licence that a person is asked to accept. */
export type LicenceQuestion = {
  readonly title: string;
  readonly name: string;
  readonly text: string;
  /** Hash of this text; a changed text is asked for again. */
  readonly fingerprint: string;
};

/**
 * Checks consent before weights are downloaded or loaded.
 * @param title of the model.
 * @param accepted when left out, nothing was accepted.
 * @throws FailureError 'licence' with the question, for `licenceQuestion`.
 */
export async function requireAccepted(
  licence: Licence,
  title: string,
  accepted?: AcceptedLicences,
): Promise<void> {
  if (!licence.mustAccept) return;
  const { name, text } = licence;
  const fingerprint = await sha256(new TextEncoder().encode(JSON.stringify([name, text])));
  if (await accepted?.has(fingerprint)) return;
  fail(
    'licence',
    say`${title} may only be used under its licence, “${name}”, which forbids some uses. Read it, and accept it first.`,
    { title, name, text, fingerprint } satisfies LicenceQuestion,
  );
}

/** @returns null for every other failure, and for none. */
export function licenceQuestion(failure: Failure | null): LicenceQuestion | null {
  const details = failure?.kind === 'licence' && failure.details;
  if (!details) return null;
  const text = (key: keyof LicenceQuestion) => String(details[key] ?? '');
  return { title: text('title'), name: text('name'), text: text('text'), fingerprint: text('fingerprint') };
}
