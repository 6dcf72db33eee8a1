import type { DeviceFacts } from '../../../core/device/device-facts';
import type { Failure } from '../../../core/failure';
import type { PageState } from '../../store';

/** The browser's own account of itself. */
export type BrowserFacts = {
  readonly userAgent: string;
  readonly language: string;
  /** Threads need it. */
  readonly isIsolated: boolean;
  readonly hasWebGpu: boolean;
  readonly threadCount: number;
};

/**
 * What someone who helps wants to know, in English, whatever the page's language is.
 * Nothing that was written, recorded or named by the person: of a failure only its kind and the facts that are numbers.
 */
export function deviceReport(
  state: Pick<PageState, 'model' | 'backend' | 'device' | 'memoryBudget' | 'library' | 'offline'>,
  failures: readonly Failure[],
  browser: BrowserFacts,
): string {
  const { memory, isMobile } = state.memoryBudget;
  const { storage } = state.library;
  return [
    'Pagevoice, report of a device',
    `Browser: ${browser.userAgent}`,
    `Language of the page: ${browser.language}`,
    `Isolated: ${browser.isIsolated}, WebGPU: ${browser.hasWebGpu}, threads of the processor: ${browser.threadCount}`,
    `Memory: ${memory ? `${memory.isAtLeast ? 'at least ' : 'about '}${memory.gigabytes} GiB` : 'not told'}, phone or tablet: ${isMobile}`,
    `Storage: ${storage ? `${storage.usedBytes} bytes used, ${storage.freeBytes} free, persisted: ${storage.isPersisted}` : 'not asked'}`,
    `Offline: ${state.offline.type}`,
    `Backend asked for: ${state.backend}`,
    ...modelLines(state.model),
    ...(state.device.type === 'measured' ? measuredLines(state.device.facts) : []),
    failures.length === 0 ? 'Failures: none' : 'Failures, the newest first:',
    ...failures.map(failureLine),
  ].join('\n');
}

function modelLines(model: PageState['model']): readonly string[] {
  if (model.type !== 'ready') return [`Model: ${model.type}`];
  const { manifest, info } = model;
  return [
    `Model: ${manifest.spec.language.family}, ${manifest.precision}, ${info.weightBytes} bytes, loaded in ${info.loadSeconds.toFixed(1)} s`,
    `Runs on: ${info.backend}, ${info.device}, ${info.graphTarget}, threads: ${info.threadCount}`,
    `Because: ${info.reason}`,
  ];
}

function measuredLines({ speeds, largestBufferBytes, bufferCount }: DeviceFacts): readonly string[] {
  return [
    `Measured: copies ${speeds.copyBytesPerSecond.toExponential(2)} bytes/s, one row q4 ${speeds.oneRow.q4.toExponential(2)}, q8 ${speeds.oneRow.q8.toExponential(2)}, floats ${speeds.oneRow.floats.toExponential(2)} bytes/s`,
    `A call costs ${speeds.runSeconds.toExponential(2)} s, an operator ${speeds.operatorSeconds.toExponential(2)} s`,
    `Largest buffer: ${largestBufferBytes} bytes, at once: ${bufferCount}`,
  ];
}

function failureLine({ kind, details }: Failure): string {
  const numbers = Object.entries(details ?? {}).filter(([, value]) => typeof value === 'number');
  return [`- ${kind}`, ...numbers.map(([name, value]) => `${name} ${value}`)].join(', ');
}
