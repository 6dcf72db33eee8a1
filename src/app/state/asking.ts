import { isCautious, loadQuestion, sizeQuestion } from '../../core/device/ask-first';
import type { DeviceFacts } from '../../core/device/device-facts';
import { fitOf, gigabytes } from '../../core/device/fit';
import { fetchedBytes, isPlan, memoryBytes, storedBytes } from '../../core/device/model-weights';
import { publishedWeights } from '../../core/device/published-weights';
import type { HubOrder } from '../../core/library/model-library';
import { publishedModels } from '../../core/library/published-models';
import type { BigModelQuestion } from './device-state';
import type { PageOrder } from './library-work';
import type { PageDevices } from './page-devices';
import type { ModelChoice } from './page-state';
import type { PageStore } from './page-store';

/** Stands in front of everything big: it is loaded or fetched at once, or after a person has said so. */
export class Asking {
  readonly #store: PageStore;
  readonly #devices: PageDevices;
  /** What was agreed to, while the page lives: addresses, orders of files, and names of published plans. */
  readonly #agreed = new Set<unknown>();

  constructor(store: PageStore, devices: PageDevices) {
    this.#store = store;
    this.#devices = devices;
  }

  /** @returns false when the question stands in the page; its answer comes through the intents. */
  mayLoad(choice: ModelChoice): true | Promise<boolean> {
    const isOpen = this.#store.getState().question.type === 'load';
    return this.#neverAsks && !isOpen ? true : this.#askToLoad(choice);
  }

  async #askToLoad(choice: ModelChoice): Promise<boolean> {
    const sentence = this.#agreed.has(choice.url) ? null : await this.#packageQuestion(choice.url);
    return this.#put('load', sentence === null ? null : { type: 'load', choice, sentence });
  }

  /** As `mayLoad`. */
  async mayInstall(order: PageOrder, title: string): Promise<boolean> {
    const sentence = this.#agreed.has(keyOf(order)) ? null : await this.#orderQuestion(order);
    return this.#put('install', sentence === null ? null : { type: 'install', order, title, sentence });
  }

  agree(question: BigModelQuestion): void {
    if (question.type === 'load') this.#agreed.add(question.choice.url);
    if (question.type === 'install') this.#agreed.add(keyOf(question.order));
  }

  /** A newer wish of the same kind takes the place of a question that was not answered. */
  #put(type: BigModelQuestion['type'], question: BigModelQuestion | null): boolean {
    const { question: open } = this.#store.getState();
    if (question) this.#store.dispatch({ type: 'question-asked', question });
    else if (open.type === type) this.#store.dispatch({ type: 'question-asked', question: { type: 'none' } });
    return question === null;
  }

  async #orderQuestion(order: PageOrder): Promise<string | null> {
    const { room } = this.#devices;
    if (order.type === 'package') return this.#packageQuestion(order.url);
    if (order.type === 'hub') return this.#publishedQuestion(order);
    const byteLength = order.files.reduce((sum, { file }) => sum + file.size, 0);
    return sizeQuestion(`Its files have ${gigabytes(byteLength)}.`, byteLength, room);
  }

  /** What cannot be weighed is not asked about: loading it says in words what is wrong. */
  async #packageQuestion(url: string): Promise<string | null> {
    if (this.#neverAsks) return null;
    const { room, library } = this.#devices;
    const weight = await library.weigh(url, new AbortController().signal).catch(() => null);
    return weight && loadQuestion(weight, room, this.#facts);
  }

  #publishedQuestion({ repository, precision, withCloning }: HubOrder): string | null {
    const { room } = this.#devices;
    const model = publishedModels.find(({ name }) => name === repository);
    const weights = model && publishedWeights[model.id];
    if (!weights || !isPlan(precision)) return null;
    const facts = this.#facts;
    const freeBytes = this.#store.getState().library.storage?.freeBytes ?? null;
    const fit = facts && fitOf(weights, precision, facts, room, freeBytes, withCloning);
    if (fit?.type === 'will-not-fit') return `It will not fit: it ${fit.sentence}.`;
    const needed = memoryBytes(weights, precision, facts?.target ?? 'webgpu-f16');
    return sizeQuestion(
      `${gigabytes(fetchedBytes(weights, withCloning))} are fetched, ${gigabytes(storedBytes(weights, precision, withCloning))} stored, and to speak it needs about ${gigabytes(needed)} of memory.`,
      needed,
      room,
    );
  }

  /** Whatever a package weighs: the device is roomy, or nothing is known of it. */
  get #neverAsks(): boolean {
    return !isCautious(this.#devices.room) && this.#facts?.backend !== 'wasm';
  }

  get #facts(): DeviceFacts | null {
    const { device } = this.#store.getState();
    return device.type === 'measured' ? device.facts : null;
  }
}

function keyOf(order: PageOrder): unknown {
  if (order.type === 'package') return order.url;
  return order.type === 'hub' ? `${order.repository} ${order.precision}` : order.files;
}
