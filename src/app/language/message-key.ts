/** Name of a message in the compiled ones: a hash of its template (as FNV-1a), so that they do not hold the English too. */
export function messageKey(template: string): string {
  let hash = 0;
  for (let at = 0; at < template.length; at++) hash = Math.imul(hash ^ template.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
