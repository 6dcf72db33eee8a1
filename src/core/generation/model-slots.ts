import type { LanguageModel } from './language-model';

/** Models that make the steps that are asked for at the same time together, so that the weights are read once for all. */
export type ModelSlots = { readonly models: readonly LanguageModel[]; dispose(): Promise<void> };
