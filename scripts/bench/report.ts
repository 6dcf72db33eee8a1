import { formatBytes } from '../../src/core/data/units';
import type { Compared } from '../../src/core/device/compare-prediction';
import { english } from '../../src/core/sentence';
import type { BenchReport } from './bench-report';
import type { PredictionCheck } from './check-prediction';
import type { NetworkFigures } from './measure';

/** Prints the report as text. */
export function printReport(report: BenchReport): void {
  console.log(`\n${report.processor}, ${report.coreCount} cores`);
  console.log(gpuLine(report));
  for (const figures of report.page) {
    const { networks, speech, longSpeech } = figures;
    console.log(`\n${figures.backend} (${figures.device}, ${figures.graphTarget})`);
    row(
      'load',
      `${figures.loadSeconds.toFixed(2)} s, ${english(formatBytes(figures.weightBytes))} of weights`,
    );
    networkRows(networks);
    row('memory bandwidth', `${english(formatBytes(figures.memoryBandwidthBytesPerSecond))}/s by a copy`);
    const isCached = figures.bandwidthShare > 1 ? ': the weights stay in the processor’s cache' : '';
    row('share of it in decoding', `${(100 * figures.bandwidthShare).toFixed(1)} %${isCached}`);
    row(
      'dispatches per step',
      `${networks.dispatchesPerStep.toFixed(1)} in ${networks.submitsPerStep.toFixed(1)} submits`,
    );
    if (networks.ownMillisecondsPerStep !== null)
      row('this thread’s own time per step', `${networks.ownMillisecondsPerStep.toFixed(2)} ms`);
    if (speech) {
      row('time to first audio', seconds(speech.firstAudioSeconds));
      row('real-time factor, all of it', speech.realTimeFactor?.toFixed(3) ?? 'nothing was said');
      row('spoken', `${speech.audioSeconds.toFixed(1)} s in ${speech.totalSeconds.toFixed(2)} s`);
    }
    if (longSpeech) {
      const { audioSeconds, totalSeconds, realTimeFactor } = longSpeech;
      row('a text of a minute', `${audioSeconds.toFixed(1)} s in ${totalSeconds.toFixed(2)} s`);
      row('  its real-time factor', realTimeFactor?.toFixed(3) ?? 'nothing was said');
    }
    if (figures.prediction) predictionRows(figures.prediction);
    for (const [kind, bytes] of Object.entries(figures.peakMemoryBytes ?? {}))
      row(`peak memory, ${kind}`, english(formatBytes(bytes)));
  }
  console.log('\nonnxruntime-node, one thread, the same graphs');
  networkRows(report.node);
  const wasm = report.page.find(({ backend }) => backend === 'wasm');
  if (wasm) {
    const share = wasm.networks.stepsPerSecond / report.node.stepsPerSecond;
    row('wasm decodes at', `${share.toFixed(2)} of its speed, in the same run`);
  }
  const { api } = report;
  console.log('\nthe API through the service worker, the bundled voice on the processor');
  row('first byte of streamed speech', `${api.firstByteSeconds.toFixed(3)} s (median of ${api.callCount})`);
  row('  the engine’s first chunk', `${api.firstChunkSeconds.toFixed(3)} s`);
  row('  between both', `${(1000 * api.delaySeconds).toFixed(1)} ms`);
  console.log('\nOnly figures of one run on one quiet machine can be compared with each other.');
}

function networkRows(figures: NetworkFigures): void {
  row(
    'prefill',
    `${figures.prefillTokensPerSecond.toFixed(0)} positions/s (${figures.promptLength} at once)`,
  );
  row(
    'decode',
    `${figures.stepsPerSecond.toFixed(1)} steps/s, ${figures.millisecondsPerStep.toFixed(2)} ms a step (median of ${figures.stepCount})`,
  );
  for (const { slotCount, millisecondsPerStep } of figures.jointSteps) {
    const each = millisecondsPerStep / slotCount;
    row(
      `  ${slotCount} speeches at once`,
      `${millisecondsPerStep.toFixed(2)} ms a step, ${each.toFixed(2)} ms for each (${(each / figures.millisecondsPerStep).toFixed(2)} of one alone)`,
    );
  }
  row('weights read per step', english(formatBytes(figures.weightBytesPerStep)));
  row(
    'codec real-time factor',
    `${figures.codecRealTimeFactor.toFixed(3)} at once, ${figures.codecStreamRealTimeFactor.toFixed(3)} in stream`,
  );
}

/** Predictions of the device card beside the measurements; above 1 the model was slower than predicted. */
function predictionRows({
  workPerSecond,
  firstSoundSeconds,
  prefillSeconds,
  stepSeconds,
  codecWorkPerSecond,
}: PredictionCheck): void {
  const compare = (name: string, { predicted, measured, ratio }: Compared, digits: number, unit = '') =>
    row(
      name,
      `${predicted.toFixed(digits)}${unit} predicted, ${measured.toFixed(digits)}${unit} measured: ${ratio.toFixed(2)} times`,
    );
  compare('work per second', workPerSecond, 3);
  compare('first sound', firstSoundSeconds, 3, ' s');
  compare('  of it, the prompt', prefillSeconds, 3, ' s');
  compare('  one decode step', stepSeconds, 5, ' s');
  compare('  codec per second', codecWorkPerSecond, 3);
}

function gpuLine({ adapter, hasGpu }: BenchReport): string {
  if (adapter.type === 'none') return `No GPU was measured: ${english(adapter.reason)}.`;
  const name = `${adapter.vendor} ${adapter.architecture}`;
  if (hasGpu) return `GPU: ${name}${adapter.hasHalfFloats ? ', with 16-bit floats' : ''}`;
  return `There is no GPU here: WebGPU runs on ${name}, which is software. Its figures say nothing about a GPU.`;
}

function row(name: string, value: string): void {
  console.log(`  ${name.padEnd(28)} ${value}`);
}

const seconds = (value: number | null) => (value === null ? 'nothing was said' : `${value.toFixed(3)} s`);
