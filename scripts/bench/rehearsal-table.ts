import { formatBytes } from '../../src/core/data/units';
import type { Failure } from '../../src/core/failure';
import type { Rehearsal, RehearsalOrder } from '../../src/core/rehearsal/rehearsal';
import { english } from '../../src/core/sentence';

type Row = {
  readonly order: RehearsalOrder;
  readonly result: { readonly rehearsal: Rehearsal } | { readonly failure: Failure };
};

const columns = [
  'shape',
  'runs on',
  'ms a step',
  'outside the GPU',
  'dispatches',
  'of a copy’s speed',
  'first sound',
  'work for 1 s',
  'of the prediction',
  'memory',
  'load',
];

/** A table in Markdown, a row each; a rehearsal that failed says why. */
export function rehearsalTable(rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map((row) => line(cellsOf(row)))].join('\n');
}

function cellsOf({ order, result }: Row): readonly string[] {
  const name = `${order.shape}, ${order.plan}`;
  if ('failure' in result) return [name, result.failure.message, ...columns.slice(2).map(() => '')];
  const { info, layerCount, speech, bandwidthShare, memoryBytes, compared } = result.rehearsal;
  const { perStep } = speech;
  return [
    order.layers === null ? name : `${name}, ${layerCount} layers`,
    `${info.device}, ${info.graphTarget}`,
    (1000 * speech.stepSeconds).toFixed(1),
    perStep ? `${(1000 * perStep.ownSeconds).toFixed(2)} ms` : '',
    perStep ? `${perStep.dispatches} in ${perStep.submits}` : '',
    `${(100 * bandwidthShare).toFixed(1)} %`,
    `${speech.firstSoundSeconds.toFixed(2)} s`,
    `${speech.workPerSecond.toFixed(3)} s`,
    `${compared.workPerSecond.ratio.toFixed(2)} times`,
    english(formatBytes(memoryBytes)),
    `${info.loadSeconds.toFixed(1)} s`,
  ];
}
