import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import MessageFormat from '@messageformat/core';
import compileModule from '@messageformat/core/compile-module.js';
import type { Plugin } from 'vite';
import { messageKey } from '../../src/core/sentence.ts';

const QUERY = '?messages';
const PREFIX = '\0messages:';

/**
 * Makes functions of the ICU messages in `de.json?messages`, when the page is built: so the page has no parser of
 * messages and needs no `eval`. A file is named by its language.
 */
export const compiledMessages: Plugin = {
  name: 'pagevoice-compiled-messages',
  enforce: 'pre',
  resolveId(source, importer) {
    if (!source.endsWith(QUERY) || !importer) return null;
    return `${PREFIX}${resolve(dirname(importer), source.slice(0, -QUERY.length))}.js`;
  },
  async load(id) {
    if (!id.startsWith(PREFIX)) return null;
    const path = id.slice(PREFIX.length, -'.js'.length);
    this.addWatchFile(path);
    const messages = JSON.parse(await readFile(path, 'utf8')) as Record<string, string>;
    return compileMessages(/(\w+)\.json$/.exec(path)![1]!, messages);
  },
};

/**
 * @param tag language of the messages, whose plurals it decides.
 * @returns source of a module. @throws Error for a message that is no ICU message.
 */
export function compileMessages(tag: string, messages: Readonly<Record<string, string>>): string {
  const format = new MessageFormat(tag, { customFormatters: { figure } });
  const entries = Object.entries(messages).map(
    ([template, message]) => [messageKey(template), numbered(message)] as const,
  );
  const byKey = new Map(entries);
  if (byKey.size < entries.length) throw new Error('Two templates have the same key: reword one of them.');
  return compileModule(format, Object.fromEntries(byKey));
}

/** A bare value may be a number, which its language writes in its own way. */
const numbered = (message: string) => message.replace(/\{(\d+)\}/g, '{$1, figure}');

/** Its source becomes part of the compiled module. */
const figure = (value: unknown, tag: string): string =>
  typeof value === 'number' ? value.toLocaleString(`${tag}-u-nu-latn`) : String(value);
