import { fetchedBytes, type Plan } from '../device/model-weights';
import { publishedWeights } from '../device/published-weights';
import { fail } from '../failure';
import { say } from '../sentence';
import type { PublishedModel } from './published-forms';
import { publishedModels } from './published-models';

/** One form in which a model is published. */
export type CheckpointForm = PublishedModel & {
  /** Bytes that come over the network. */
  readonly fetchedBytes: number;
};

/** One of each model, for what is the same in all forms of it. */
export const knownModels: readonly PublishedModel[] = publishedModels.filter(
  ({ model }, index) => publishedModels.findIndex((other) => other.model === model) === index,
);

/** The forms of a model: those that are recommended first, each group by what has to be fetched. */
export function checkpointForms(model: string, withCloning: boolean): readonly CheckpointForm[] {
  return publishedModels
    .filter((form) => form.model === model)
    .map((form) => ({
      ...form,
      fetchedBytes: fetchedBytes(publishedWeights[model]!, withCloning, form.bits),
    }))
    .sort((a, b) => Number(b.isRecommended) - Number(a.isRecommended) || a.fetchedBytes - b.fetchedBytes);
}

/** Bits that the weights of a form should have at least, so that a plan does not keep room for what is lost. */
const bitsFor: Readonly<Record<Plan, number>> = { q4: 4, mixed: 8, q8: 8, f16: 16 };

/** The smallest recommended form that has what a plan keeps. */
export function bestForm(model: string, plan: Plan, withCloning: boolean): CheckpointForm {
  const forms = checkpointForms(model, withCloning);
  return (
    forms.find(({ isRecommended, bits }) => isRecommended && bits.linears >= bitsFor[plan]) ??
    fail('bad-request', say`“${model}” is no published model. Choose one of the list.`)
  );
}
