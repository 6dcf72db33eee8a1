import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FACTS = 'docs/higgs-audio.md';
const SECTION = '[A-L](?:\\.\\d+)?(?!\\w)';
/** `higgs-audio.md C.6, steps 2 and 3`, `higgs-audio.md C.7, E, H.2 and H.5 to H.7`, `higgs-audio.md C.3 (1)`. */
const CITATION = new RegExp(
  `(?<!/)higgs-audio\\.md(?: (${SECTION}(?:(?:, | and | to )${SECTION})*)(?:,? \\(?(?:steps? )?(\\d)(?: and (\\d))?\\b)?)?`,
  'g',
);

/** Headings and, below each, its numbered paragraphs: `C.6` and `C.6 (2)`. */
function sectionsOf(text: string): ReadonlySet<string> {
  const sections = new Set<string>();
  let section = '';
  for (const line of text.split('\n')) {
    const heading = /^##+ ([A-L](?:\.\d+)?)\.? /.exec(line)?.[1];
    const paragraph = /^(\d)\. /.exec(line)?.[1];
    if (heading) section = heading;
    else if (line.startsWith('#')) section = '';
    if (section !== '') sections.add(paragraph ? `${section} (${paragraph})` : section);
  }
  return sections;
}

/** Every section that a citation names; a range names those between its ends too. */
function citedSections([, list, ...paragraphs]: RegExpMatchArray): readonly string[] {
  if (list === undefined) return ['no section'];
  const names = list.split(/, | and | to /);
  const ranges = [...list.matchAll(/([A-L])\.(\d+) to \1\.(\d+)/g)].flatMap(([, letter, from, to]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => `${letter}.${Number(from) + i}`),
  );
  const steps = paragraphs.filter((step) => step !== undefined).map((step) => `${names.at(-1)} (${step})`);
  return [...names, ...ranges, ...steps];
}

test('every citation of the facts about Higgs Audio leads to a section', () => {
  const sections = sectionsOf(readFileSync(FACTS, 'utf8'));
  const files = ['src', 'workers', 'cli', 'scripts', 'test', 'e2e', 'docs'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => /\.(tsx?|md)$/.test(path) && path !== FACTS && !path.endsWith('citations.test.ts')),
  );
  const cited = files.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(CITATION)].map((match) => ({ path, match })),
  );
  expect(cited.length).toBeGreaterThan(55);
  const lost = cited.flatMap(({ path, match }) =>
    citedSections(match)
      .filter((name) => !sections.has(name))
      .map((name) => `${path} cites ${name}`),
  );
  expect(lost).toEqual([]);
});

test('a citation is read with its ranges and steps', () => {
  const read = (text: string) => [...text.matchAll(CITATION)].map(citedSections);
  expect(read('Source: higgs-audio.md A.7 and G.2 to G.4. */')).toEqual([
    ['A.7', 'G.2', 'G.4', 'G.2', 'G.3', 'G.4'],
  ]);
  expect(read('higgs-audio.md C.6, steps 2 and 3. */')).toEqual([['C.6', 'C.6 (2)', 'C.6 (3)']]);
  expect(read('higgs-audio.md C.3 (1).')).toEqual([['C.3', 'C.3 (1)']]);
  expect(read('higgs-audio.md D, and the rest; higgs-audio.md')).toEqual([['D'], ['no section']]);
});
