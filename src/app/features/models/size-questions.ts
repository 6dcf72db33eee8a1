import { formatBytes } from '../../../core/data/units';
import { loadQuestion, sizeQuestion } from '../../../core/device/ask-first';
import { neverAsks } from '../../../core/device/cautious';
import { fitOf } from '../../../core/device/fit';
import { fetchedBytes, isPlan, memoryBytes, storedBytes } from '../../../core/device/model-weights';
import { publishedWeights } from '../../../core/device/published-weights';
import type { HubOrder } from '../../../core/library/model-library';
import { originsOfOrder } from '../../../core/library/order-origins';
import { publishedModels } from '../../../core/library/published-models';
import { type Sentence, say } from '../../../core/sentence';
import type { ControllerParts } from '../../controller-parts';
import { measuredFacts } from '../device/device-slice';
import type { PageOrder } from './library-slice';

/** Says how big a package or an installation is, where this device may be too small for it; null elsewhere. */
export function createSizeQuestions(
  { memoryBudget, library }: ControllerParts['ports'],
  store: ControllerParts['store'],
) {
  async function ofOrder(order: PageOrder): Promise<Sentence | null> {
    if (order.type === 'package') return ofPackage(order.url);
    if (order.type === 'hub') return ofPublished(order);
    const byteLength = order.files.reduce((sum, { file }) => sum + file.size, 0);
    return sizeQuestion(say`Its files have ${formatBytes(byteLength)}.`, byteLength, memoryBudget);
  }

  /** Null also for a package of unknown size: loading it reports what is wrong. */
  async function ofPackage(url: string): Promise<Sentence | null> {
    if (neverAsks(memoryBudget, measuredFacts(store.getState()))) return null;
    const weight = await library.weigh(url, new AbortController().signal).catch(() => null);
    return weight && loadQuestion(weight, memoryBudget, measuredFacts(store.getState()));
  }

  function ofPublished({ repository, precision, withCloning }: HubOrder): Sentence | null {
    const model = publishedModels.find(({ name }) => name === repository);
    const weights = model && publishedWeights[model.model];
    if (!weights || !isPlan(precision)) return null;
    const facts = measuredFacts(store.getState());
    const freeBytes = store.getState().library.storage?.freeBytes ?? null;
    const fit = facts && fitOf(weights, precision, facts, memoryBudget, freeBytes, withCloning);
    if (fit?.type === 'will-not-fit') return say`It will not fit: it ${fit.sentence}.`;
    const needed = memoryBytes(weights, precision, facts?.target ?? 'webgpu-f16');
    return sizeQuestion(
      say`${formatBytes(fetchedBytes(weights, withCloning, model.bits))} are fetched, ${formatBytes(storedBytes(weights, precision, withCloning))} stored, and to speak it needs about ${formatBytes(needed)} of memory.`,
      needed,
      memoryBudget,
    );
  }

  return { ofOrder, ofPackage, originsOfOrder };
}
