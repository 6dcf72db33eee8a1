import { bodyFields, jsonFields, requireKnownFields } from '../api/body-fields';
import type { ApiCall } from '../api/exchange';
import type { Fields } from '../data/untrusted-json';

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
const MAX_FILTERS = 20;
const MAX_VALUES = 100;
const MAX_TEXT = 1000;
const directions = ['', 'next', 'forward', 'prev', 'previous', 'backward'] as const;
/**
 * Fields of the hosted service's lists that have one answer here: all rows belong to one person, and are
 * whole.
 */
const withoutEffect = ['preloads', 'permissions', 'include_others', 'include_private'];
const listFields = [
  'cursor',
  'limit',
  'direction',
  'search',
  'filters',
  'sort',
  'fields',
  'page',
  ...withoutEffect,
];

/** Source: @inferencesh/sdk 0.6.54, `Op…`. */
const operators: Readonly<Record<string, (value: unknown, given: unknown) => boolean>> = {
  eq: (value, given) => value === given,
  neq: (value, given) => value !== given,
  in: (value, given) => Array.isArray(given) && given.includes(value),
  not_in: (value, given) => Array.isArray(given) && !given.includes(value),
  gt: (value, given) => order(value, given) > 0,
  gte: (value, given) => order(value, given) >= 0,
  lt: (value, given) => order(value, given) < 0,
  lte: (value, given) => order(value, given) <= 0,
  like: (value, given) => isLike(String(value), String(given)),
  ilike: (value, given) => isLike(String(value).toLowerCase(), String(given).toLowerCase()),
  contains: (value, given) => String(value).includes(String(given)),
  not_contains: (value, given) => !String(value).includes(String(given)),
  is_null: (value) => (value ?? null) === null,
  is_not_null: (value) => (value ?? null) !== null,
  is_empty: (value) => (value ?? '') === '',
  is_not_empty: (value) => (value ?? '') !== '',
};

/**
 * One page of a list, the newest first where nothing else is asked for.
 * @param rows the oldest first; @param searched the text of a row that `search` looks through.
 * @throws RefusedCall that names the field.
 */
export function listPage<T extends Row>(
  asked: Fields,
  rows: readonly T[],
  names: readonly string[],
  searched: (row: T) => string,
) {
  const limit = asked.has('limit') ? asked.count('limit', 1, MAX_LIMIT) : DEFAULT_LIMIT;
  const direction = asked.has('direction') ? asked.choice('direction', directions) : '';
  const isBack = ['prev', 'previous', 'backward'].includes(direction);
  const found = sorted(asked, rows.filter(filterOf(asked, names, searched)), names);
  const cursor = asked.has('cursor') ? asked.text('cursor', MAX_TEXT) : '';
  const at = found.findIndex(({ id }) => id === cursor);
  if (cursor !== '' && at < 0) asked.refuse('cursor', 'is not one of this list; begin anew without it');
  const start = cursor === '' ? 0 : isBack ? Math.max(0, at - limit) : at + 1;
  const end = cursor !== '' && isBack ? at : start + limit;
  const items = found.slice(start, end);
  const wanted = wantedFields(asked);
  return {
    items: items.map((row) => chosenFields(wanted, row)),
    next_cursor: items.at(-1)?.id ?? '',
    prev_cursor: items[0]?.id ?? '',
    has_next: end < found.length,
    has_previous: start > 0,
    items_per_page: limit,
    total_items: found.length,
  };
}

function filterOf<T extends Row>(
  asked: Fields,
  names: readonly string[],
  searched: (row: T) => string,
): (row: T) => boolean {
  const filters: ((row: T) => boolean)[] = asked.has('filters')
    ? [
        ...asked.objects('filters', MAX_FILTERS, (filter) => {
          requireKnownFields(filter, ['field', 'operator', 'value']);
          const name = filter.choice('field', names);
          const matches = operators[filter.choice('operator', Object.keys(operators))]!;
          const given = filter.value('value');
          if (Array.isArray(given) && given.length > MAX_VALUES)
            filter.refuse('value', `has more than ${MAX_VALUES} entries`);
          return (row: T) => matches(row[name], given);
        }),
      ]
    : [];
  if (asked.has('search')) {
    const search = asked.object('search');
    requireKnownFields(search, ['term', 'exact']);
    const term = search.has('term') ? search.text('term', MAX_TEXT).toLowerCase() : '';
    const isExact = search.has('exact') && search.flag('exact');
    filters.push((row) => {
      const text = searched(row).toLowerCase();
      return isExact ? text === term : text.includes(term);
    });
  }
  return (row) => filters.every((isRight) => isRight(row));
}

function sorted<T extends Row>(asked: Fields, rows: readonly T[], names: readonly string[]): readonly T[] {
  const keys = asked.has('sort')
    ? asked.objects('sort', names.length, (key) => {
        requireKnownFields(key, ['field', 'dir']);
        const isUp =
          key.has('dir') && key.choice('dir', ['asc', 'desc', 'ASC', 'DESC']).toLowerCase() === 'asc';
        return { name: key.choice('field', names), sign: isUp ? 1 : -1 };
      })
    : [];
  // Rows that are alike stay the newest first.
  return rows.toReversed().sort((one, other) => {
    for (const { name, sign } of keys) {
      const difference = sign * order(one[name], other[name]);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

function wantedFields(asked: Fields): readonly unknown[] {
  const wanted = asked.has('fields') ? asked.list('fields', MAX_VALUES) : [];
  return wanted.every((name) => typeof name === 'string')
    ? wanted
    : asked.unexpected('fields', 'a list of names');
}

function chosenFields(wanted: readonly unknown[], row: Row): Row {
  if (wanted.length === 0) return row;
  const kept = Object.entries(row).filter(([name]) => name === 'id' || wanted.includes(name));
  return Object.fromEntries(kept) as Row;
}

function order(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [a, b] = [String(one ?? ''), String(other ?? '')];
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * SQL's pattern: `%` is any text, `_` any character; read without a regular expression, which a pattern could
 * make slow.
 */
function isLike(text: string, pattern: string): boolean {
  let reached = new Set([0]);
  for (const letter of pattern.slice(0, MAX_TEXT)) {
    const next = new Set<number>();
    if (letter === '%') for (let at = Math.min(...reached); at <= text.length; at++) next.add(at);
    else
      for (const at of reached)
        if (at < text.length && (letter === '_' || text[at] === letter)) next.add(at + 1);
    reached = next;
    if (reached.size === 0) return false;
  }
  return reached.has(text.length);
}

/** The query of a list; without a body it asks for everything. @throws RefusedCall that names the field. */
export async function listAsk(call: ApiCall): Promise<Fields> {
  const body = await call.body();
  const asked = body.type === 'none' ? bodyFields({}) : await jsonFields({ ...call, body: async () => body });
  requireKnownFields(asked, listFields);
  if (asked.has('page') && asked.value('page') !== 0 && asked.value('page') !== 1)
    asked.refuse('page', 'must be left out: send the next_cursor of the page before as "cursor"');
  return asked;
}
