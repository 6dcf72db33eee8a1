import { formatBytes } from '../../../core/data/units';
import { isCautious, loadQuestion, sizeQuestion } from '../../../core/device/ask-first';
import type { DeviceFacts } from '../../../core/device/device-facts';
import { fitOf } from '../../../core/device/fit';
import { fetchedBytes, isPlan, memoryBytes, storedBytes } from '../../../core/device/model-weights';
import { publishedWeights } from '../../../core/device/published-weights';
import type { HubOrder } from '../../../core/library/model-library';
import { publishedModels } from '../../../core/library/published-models';
import type { ControllerParts } from '../../controller-parts';
import { t } from '../../language/language';
import type { PageOrder } from './library-slice';
import { type BigModelQuestion, type ModelChoice, questionAsked } from './models-slice';
import { createTrustedOrigins } from './trusted-origins';

export type BigModelGate = ReturnType<typeof createBigModelGate>;

/** A gate in front of everything big: it is loaded or fetched at once, or after a person has said so. */
export function createBigModelGate({ store, ports }: ControllerParts) {
  /** Confirmed until the page is closed: addresses, orders of files, and names of published plans. */
  const confirmed = new Set<unknown>();
  const trusted = createTrustedOrigins(ports.notes);

  /** @returns false when the question is shown; QuestionController takes its answer. */
  function mayLoad(choice: ModelChoice): true | Promise<boolean> {
    const isOpen = store.getState().question.type === 'load';
    const { askOrigin } = choice;
    if (askOrigin !== undefined && !trusted.has(askOrigin)) {
      const sentence = t`The address of this page names a model of another site, ${askOrigin}. Nothing was fetched from there yet. Load it only if you trust that site and whoever gave you the address.`;
      return Promise.resolve(put('load', { type: 'load', about: 'origin', choice, sentence }));
    }
    return neverAsks() && !isOpen ? true : askToLoad(choice);
  }

  async function askToLoad(choice: ModelChoice): Promise<boolean> {
    const sentence = confirmed.has(choice.url) ? null : await packageQuestion(choice.url);
    return put('load', sentence === null ? null : { type: 'load', about: 'size', choice, sentence });
  }

  /** Like `mayLoad`, for an installation. */
  async function mayInstall(order: PageOrder, title: string): Promise<boolean> {
    const sentence = confirmed.has(keyOf(order)) ? null : await orderQuestion(order);
    return put('install', sentence === null ? null : { type: 'install', order, title, sentence });
  }

  function confirm(question: BigModelQuestion): void {
    if (question.type === 'load') {
      const { about, choice } = question;
      if (about === 'origin') trusted.add(choice.askOrigin!);
      else confirmed.add(choice.url);
    }
    if (question.type === 'install') confirmed.add(keyOf(question.order));
  }

  /** A newer request of the same kind takes the place of a question that was not answered. */
  function put(type: BigModelQuestion['type'], question: BigModelQuestion | null): boolean {
    const { question: open } = store.getState();
    if (question) store.setState(questionAsked(question));
    else if (open.type === type) store.setState({ question: { type: 'none' } });
    return question === null;
  }

  async function orderQuestion(order: PageOrder): Promise<string | null> {
    const { memoryBudget } = ports;
    if (order.type === 'package') return packageQuestion(order.url);
    if (order.type === 'hub') return publishedQuestion(order);
    const byteLength = order.files.reduce((sum, { file }) => sum + file.size, 0);
    return sizeQuestion(`Its files have ${formatBytes(byteLength)}.`, byteLength, memoryBudget);
  }

  /** Null also for a package of unknown size: loading it reports what is wrong. */
  async function packageQuestion(url: string): Promise<string | null> {
    if (neverAsks()) return null;
    const { memoryBudget, library } = ports;
    const weight = await library.weigh(url, new AbortController().signal).catch(() => null);
    return weight && loadQuestion(weight, memoryBudget, factsNow());
  }

  function publishedQuestion({ repository, precision, withCloning }: HubOrder): string | null {
    const { memoryBudget } = ports;
    const model = publishedModels.find(({ name }) => name === repository);
    const weights = model && publishedWeights[model.model];
    if (!weights || !isPlan(precision)) return null;
    const facts = factsNow();
    const freeBytes = store.getState().library.storage?.freeBytes ?? null;
    const fit = facts && fitOf(weights, precision, facts, memoryBudget, freeBytes, withCloning);
    if (fit?.type === 'will-not-fit') return `It will not fit: it ${fit.sentence}.`;
    const needed = memoryBytes(weights, precision, facts?.target ?? 'webgpu-f16');
    return sizeQuestion(
      `${formatBytes(fetchedBytes(weights, withCloning, model.bits))} are fetched, ${formatBytes(storedBytes(weights, precision, withCloning))} stored, and to speak it needs about ${formatBytes(needed)} of memory.`,
      needed,
      memoryBudget,
    );
  }

  /** True where no package is too big: the device is roomy, or nothing is known of it. */
  function neverAsks(): boolean {
    return !isCautious(ports.memoryBudget) && factsNow()?.backend !== 'wasm';
  }

  function factsNow(): DeviceFacts | null {
    const { device } = store.getState();
    return device.type === 'measured' ? device.facts : null;
  }

  return { mayLoad, mayInstall, confirm };
}

function keyOf(order: PageOrder): unknown {
  if (order.type === 'package') return order.url;
  return order.type === 'hub' ? `${order.repository} ${order.precision}` : order.files;
}
