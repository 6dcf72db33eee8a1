/** @returns the origin of an address of the web, with or without `https://`; null for any other text. */
export function originOf(text: string): string | null {
  const address = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return null;
  const { origin, protocol } = new URL(address);
  return /^https?:$/.test(protocol) && isOneHost(origin) ? origin : null;
}

/** A star would mean many hosts in the page's policy, a semicolon or a comma another rule of it. */
export const isOneHost = (origin: string): boolean => !/[*;,]/.test(origin);
