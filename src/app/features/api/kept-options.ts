import { isOneHost, originOf } from '../../../core/data/web-origin';
import type { KeptNotes } from '../../../platform/storage/kept-notes';
import { keptJson } from '../../kept-json';
import { type ApiOptions, firstApiOptions } from './api-slice';

const NOTE = 'api-options';
/** `1` while jobs may be unfinished: the next page that serves goes on with them. */
export const JOBS_NOTE = 'api-jobs';
const MOST_ORIGINS = 50;
const LONGEST_TEXT = 2_000;

/** Nothing in the note is believed: other pages of this origin can write it. */
export function readApiOptions(notes: KeptNotes): ApiOptions {
  const kept = recordOf(keptJson(notes, NOTE));
  const server = recordOf(kept.server);
  return {
    key: textOf(kept.key),
    callers: originsOf(kept.callers),
    fileOrigins: originsOf(kept.fileOrigins),
    webhookOrigins: originsOf(kept.webhookOrigins),
    statusScheme: kept.statusScheme === 'v1' ? 'v1' : 'v2',
    webhookBody: kept.webhookBody === 'envelope' ? 'envelope' : 'flat',
    server: {
      isOn: server.isOn === true && isServerUrl(textOf(server.url)),
      url: textOf(server.url),
      key: textOf(server.key),
    },
  };
}

/** @returns whether they will be there the next time. */
export function keepApiOptions(notes: KeptNotes, options: ApiOptions): boolean {
  return notes.write(NOTE, JSON.stringify(options));
}

export function isServerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, origin } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '' && isOneHost(origin);
}

function originsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return firstApiOptions.callers;
  const origins = value.slice(0, MOST_ORIGINS).map((entry) => originOf(textOf(entry)));
  return [...new Set(origins.filter((origin) => origin !== null))];
}

function textOf(value: unknown): string {
  return typeof value === 'string' && value.length <= LONGEST_TEXT ? value : '';
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
