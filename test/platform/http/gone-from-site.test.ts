import { afterEach, expect, test } from 'vitest';
import { findGoneCode, importLater, OLDER_PAGE } from '../../../src/core/data/import-later';
import { english } from '../../../src/core/sentence';
import { fetchScriptAgain, isGoneFromSite } from '../../../src/platform/http/gone-from-site';

const SITE = 'https://host.example/assets/';
const inChromium = new TypeError(`Failed to fetch dynamically imported module: ${SITE}load-cpu-1.js`);
const page = () => new Response('<p>Not found</p>', { headers: { 'Content-Type': 'text/html' } });

afterEach(() => findGoneCode(async () => false));

const saidOf = async (ask: () => Promise<Response>) => {
  findGoneCode((error) => isGoneFromSite(error, ask));
  const load = importLater(() => Promise.reject(inChromium));
  return load.catch((error) => error.failure.message);
};

test('code that the site no longer has is told from a network that is gone', async () => {
  expect(await saidOf(async () => new Response(null, { status: 404 }))).toBe(english(OLDER_PAGE));
  expect(await saidOf(async () => page())).toBe(english(OLDER_PAGE));
  expect(await saidOf(() => Promise.reject(new TypeError('Failed to fetch')))).toMatch(
    /Connect to the network/,
  );
  expect(await saidOf(async () => new Response(null, { status: 503 }))).toMatch(/Connect to the network/);
});

test('the script that the browser names is asked for, else the first of the thread', async () => {
  const asked: string[] = [];
  const ask = async (address: string) => {
    asked.push(address);
    return new Response();
  };
  const first = () => `${SITE}engine-1.js`;
  await isGoneFromSite(inChromium, ask, first);
  await isGoneFromSite(new TypeError('Importing a module script failed.'), ask, first);
  expect(asked).toEqual([`${SITE}load-cpu-1.js`, `${SITE}engine-1.js`]);
});

test('a script is fetched again with what it cannot run without, past the cache', async () => {
  const site: Record<string, string> = {
    'engine-1.js': 'import{a}from"./text-1.js";import"./failure-1.js";const b=()=>import("./later-1.js")',
    'text-1.js': 'export{c as a}from"./failure-1.js"',
    'failure-1.js': 'export const c=1',
  };
  const asked: string[] = [];
  const ask = async (address: string, { cache }: RequestInit) => {
    asked.push(`${cache} ${address.slice(SITE.length)}`);
    const code = site[address.slice(SITE.length)];
    return code === undefined ? page() : new Response(code);
  };
  const engine = new URL(`${SITE}engine-1.js`);
  expect(await fetchScriptAgain(engine, ask)).toBe(true);
  expect(asked).toEqual(['reload engine-1.js', 'reload text-1.js', 'reload failure-1.js']);
  delete site['failure-1.js'];
  expect(await fetchScriptAgain(engine, ask)).toBe(false);
});
