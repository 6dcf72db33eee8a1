import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fixedPrompt, type LogitDivergence, measureDivergence } from '../cli/logit-divergence';
import { planSizes } from '../cli/plan-sizes';
import { MEGABYTE } from '../src/core/data/units';
import type { GroupError } from '../src/core/importer/error-report';
import { type ImportResult, importModel } from '../src/core/importer/import-model';
import type { ImportOptions } from '../src/core/importer/import-options';
import type { TensorGroup } from '../src/core/importer/planned-tensor';
import type { Precision } from '../src/core/package/manifest';
import { MemoryPackage } from '../src/core/package/memory-package';
import type { Rounding } from '../src/core/quantise/rounder';
import { folderCheckpoint } from '../src/platform/node/folder-files';
import { openNodeModel } from '../src/platform/node/node-model';
import type { LoadedModel } from '../src/platform/ort/loaded-model';

/**
 * Measures every precision and rounding on one checkpoint and writes the tables of docs/precision.md, between its marks:
 * `npx tsx scripts/precision-table.ts <checkpoint> --codec <codec> --name "<what it is>"`
 */
const DOCUMENT = 'docs/precision.md';
const [BEGIN, END] = ['<!-- measured -->', '<!-- end of measured -->'];
const sentences = [
  'The sun rises in the east and sets in the west.',
  'Please bring two small boxes to the front door before noon.',
  'Nobody expected the rain to last for eleven days.',
];
const COLUMNS = 48;
const { signal } = new AbortController();
const variants: readonly (readonly [Precision, Rounding])[] = [
  ['q4', 'plain'],
  ['q4', 'better'],
  ['mixed', 'plain'],
  ['mixed', 'better'],
  ['q8', 'plain'],
  ['q8', 'better'],
  ['f16', 'better'],
];

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { codec: { type: 'string' }, name: { type: 'string' } },
  });
  const [checkpoint] = positionals;
  if (checkpoint === undefined || values.codec === undefined) {
    throw new TypeError('Name the checkpoint folder, and the codec folder with --codec.');
  }
  const folders = { checkpoint: folderCheckpoint(checkpoint), codec: folderCheckpoint(values.codec) };
  const original = await imported(folders, 'f32', 'plain');
  const exact = await openNodeModel(original.source, signal);
  const groups = original.errors.map(({ group }) => group).filter((group) => isQuantised(group));
  const divergence: string[][] = [];
  const errors: string[][] = [];
  for (const [precision, rounding] of variants) {
    const result = await imported(folders, precision, rounding);
    const stored = await openNodeModel(result.source, signal);
    const found = await divergences(exact, stored);
    await stored.dispose();
    const size = planSizes(result.manifest.spec).find((one) => one.precision === precision)!;
    const name = precision === 'f16' ? ['f16', ''] : [precision, rounding];
    const megabytes = [size.packageBytes, size.decodeBytes].map((bytes) => (bytes / MEGABYTE).toFixed(2));
    divergence.push([...name, ...megabytes, ...found]);
    errors.push([...name, ...groups.map((group) => relative(group, result.errors))]);
    console.error(divergence.at(-1)!.join('  '));
  }
  await exact.dispose();
  const figures = ['package MB', 'a step MB', 'logits off by', 'divergence, nats', 'same best code'];
  const text = [
    `Checkpoint: ${values.name ?? original.manifest.title}. ${sentences.length} sentences, ${COLUMNS} columns each.`,
    table(['plan', 'rounding', ...figures], divergence),
    'Relative error of the weights, √(Σ(stored - original)² / Σ original²), by group:',
    table(['plan', 'rounding', ...groups], errors),
  ].join('\n\n');
  const [before, after] = readFileSync(DOCUMENT, 'utf8').split(
    /<!-- measured -->[\s\S]*<!-- end of measured -->/,
  );
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n\n${text}\n\n${END}${after}`);
}

async function imported(
  folders: Pick<ImportOptions, 'checkpoint' | 'codec'>,
  precision: Precision,
  rounding: Rounding,
): Promise<ImportResult & { readonly source: MemoryPackage }> {
  const source = new MemoryPackage();
  const options = { ...folders, precision, rounding, id: 'measured', title: 'Measured' };
  const run = importModel(options, source, signal);
  for (;;) {
    const { done, value } = await run.next();
    if (done) return { ...value, source };
  }
}

/** Relative error, divergence and share of the same best code, as means over the sentences. */
async function divergences(exact: LoadedModel, stored: LoadedModel): Promise<string[]> {
  const all: LogitDivergence[] = [];
  for (const sentence of sentences) {
    const models = [exact.networks.model, stored.networks.model] as const;
    all.push(await measureDivergence(...models, fixedPrompt(exact, sentence), COLUMNS, signal));
  }
  const mean = (read: (one: LogitDivergence) => number) =>
    all.reduce((sum, one) => sum + read(one), 0) / all.length;
  return [
    percent(mean(({ relativeError }) => relativeError)),
    mean(({ klNats }) => klNats).toPrecision(2),
    percent(mean(({ sameBest }) => sameBest)),
  ];
}

function isQuantised(group: TensorGroup): boolean {
  return group === 'attention' || group.endsWith('feed-forward');
}

function relative(group: TensorGroup, errors: readonly GroupError[]): string {
  return percent(errors.find((error) => error.group === group)?.relativeError ?? 0);
}

function percent(ratio: number): string {
  return `${(100 * ratio).toPrecision(3)} %`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

await main();
