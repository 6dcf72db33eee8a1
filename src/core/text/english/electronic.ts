import type { TextRule } from '../text-rule';
import { spelledLetters } from './letter-names';
import { digitWords } from './number-words';

const topLevels =
  'com|org|net|edu|gov|mil|int|info|biz|io|ai|app|dev|co|tv|me|uk|us|ca|au|nz|de|fr|it|es|eu|ch|at|nl|be|se|no|dk|fi|pl|cz|ru|cn|jp|kr|in|br|mx|za|ie|sm|sg|hk|tw|il|tr|gr|pt|hu|online|site|store|tech|cloud|xyz|page|blog|news|museum';
/** Top levels that are also words: a name before them needs `www` or a path, or "end.In" would be an address. */
const alsoWords = /\.(?:it|is|in|at|be|no|me|us|so|to|am|my|by|do|news|store|page|blog)$/;
const fileEndings =
  'txt|pdf|docx?|xlsx?|pptx?|csv|tsv|json|ya?ml|xml|html?|css|jsx?|tsx?|mjs|py|rb|rs|go|java|cpp|sh|bat|exe|dll|zip|tar|gz|rar|iso|png|jpe?g|gif|svg|webp|bmp|ico|mp3|mp4|wav|flac|ogg|avi|mov|mkv|md|log|ini|cfg|conf|toml|sql|db|apk|dmg';

const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}(?<!-))?';
const path = String.raw`(?:\/[\w\-./~%?=&+#:@!,;]{0,500})?`;
const withScheme =
  /(?<![\w.])(?:https?|ftps?|sftp|file|ssh|git|wss?):\/\/[^\s<>"'`|\\{}[\]()\u{E000}-\u{E001}]{1,2000}/gu;
const mail = new RegExp(
  String.raw`(?<![\w.+%&'-])(?:mailto:)?[A-Za-z0-9_](?:[\w.%+&'-]{0,63}(?<!\.))?@(?:${label}\.){1,8}[A-Za-z]{2,24}(?!\w)${path}`,
  'g',
);
const site = new RegExp(
  String.raw`(?<![\w@./-])(?:${label}\.){1,8}(?:${topLevels}|COM|ORG|NET)(?![\w@]|\.\w|-\w)(?::\d{1,5}(?!\d))?${path}`,
  'g',
);
const withWww = new RegExp(
  String.raw`(?<![\w@./-])[Ww]{3}\.(?:${label}\.){1,8}[A-Za-z]{2,24}(?![\w@])(?::\d{1,5}(?!\d))?${path}`,
  'g',
);
const file = new RegExp(
  String.raw`(?<![\w@./\\-])[\w-]{1,80}(?:\.[\w-]{1,40}){0,4}\.(?:${fileEndings})(?![\w-]|\.\w)`,
  'g',
);
const unixPath = /(?<![\w.)\]])~?(?:\/[\w.-]{1,60}){2,30}\/?(?![\w/])/g;
const windowsPath = /(?<!\w)[A-Za-z]:\\(?:[\w.-]{1,60}\\?){0,30}/g;
const ending = new RegExp(
  String.raw`(?<![\p{L}\p{N}.])\.(${topLevels}|${fileEndings})(?![\p{L}\p{N}])`,
  'gu',
);
const handle =
  /(?<![\p{L}\p{N}_])@(?=[\p{L}\p{N}_])([\p{L}_][\p{L}\p{N}_]{0,60}(?:[.-][\p{L}\p{N}_]{1,60})?)?/gu;
const hashtag = /(?<![\p{L}\p{N}_&])#(?=[\p{L}_])([\p{L}\p{N}_]{1,80})/gu;

const marks: Readonly<Record<string, string>> = {
  '.': 'dot',
  '@': 'at',
  '/': 'slash',
  ':': 'colon',
  '-': 'dash',
  _: 'underscore',
  '&': 'ampersand',
  '?': 'question mark',
  '=': 'equals',
  '#': 'hash',
  '%': 'percent',
  '+': 'plus',
  '~': 'tilde',
  '\\': 'backslash',
  "'": 'apostrophe',
  '!': 'exclamation mark',
  ',': 'comma',
  ';': 'semicolon',
};

/** Web addresses, e-mail, file names, `@handles` and `#hashtags`: their signs are said by name. */
export const electronic: TextRule = {
  name: 'electronic',
  label: 'Web addresses and e-mail',
  apply: (text) =>
    text
      .replace(withScheme, ([written]) => address(written))
      .replace(mail, ([written]) => address(written))
      .replace(withWww, ([written]) => address(written))
      .replace(site, ([written]) => {
        const host = /^[^/:]*/.exec(written)![0];
        const isWord = alsoWords.test(host) && host.split('.').length === 2 && !/[/\d]/.test(written);
        return isWord ? null : address(written);
      })
      .replace(file, ([written]) => address(written))
      .replace(unixPath, ([written]) => (/\/.*\//.test(written) ? address(written) : null))
      .replace(windowsPath, ([written]) => address(written))
      .replace(ending, ([, name]) => `dot ${spelledLetters(name!)}`)
      .replace(
        handle,
        ([, name = '']) => `at ${words(name.replaceAll('_', ' underscore ').replaceAll('.', ' dot '))}`,
      )
      .replace(hashtag, ([, name]) => `hashtag ${words(name!)}`),
};

/** Punctuation at the end of an address belongs to the sentence. */
function address(written: string): string {
  let length = written.length;
  while (length > 0 && '.,;:!?'.includes(written[length - 1]!)) length--;
  return addressWords(written.slice(0, length)) + written.slice(length);
}

function addressWords(address: string): string {
  const parts = address.match(/[A-Za-z]+|\d+|[^A-Za-z\d]/g) ?? [];
  const said = parts.map((part, at) => {
    if (/^\d/.test(part)) return digitWords(part);
    if (!/^[A-Za-z]/.test(part)) return marks[part] ?? part;
    const isTopLevel = parts[at - 1] === '.' && part.length === 2;
    return isTopLevel ? part.toUpperCase() : spelledLetters(part);
  });
  return said.join(' ');
}

/** `MyFirstPost` → My First Post. */
function words(name: string): string {
  return name
    .replace(/(?<=\p{Ll})(?=\p{Lu})|_/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
