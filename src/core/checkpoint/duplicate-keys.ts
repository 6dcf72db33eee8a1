import { endOfString } from '../data/python-json';

/**
 * Finds a key that occurs twice in one object of a JSON text: `JSON.parse` keeps the last one silently, so
 * that one tensor could hide behind another.
 * @param text valid JSON.
 * @returns the first key that is repeated, or null.
 */
export function findDuplicateKey(text: string): string | null {
  const open: (Set<string> | null)[] = []; // keys of each open object, null for an array
  let keyFollows = false;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '{':
        open.push(new Set());
        keyFollows = true;
        break;
      case '[':
        open.push(null);
        keyFollows = false;
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ',':
        keyFollows = open.at(-1) !== null;
        break;
      case ':':
        keyFollows = false;
        break;
      case '"': {
        const end = endOfString(text, at);
        const keys = open.at(-1);
        if (keyFollows && keys) {
          const key = JSON.parse(text.slice(at, end)) as string;
          if (keys.has(key)) return key;
          keys.add(key);
        }
        at = end - 1;
        break;
      }
    }
  }
  return null;
}
