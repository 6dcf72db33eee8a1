import type { CheckpointWeights } from './checkpoint-weights';
import { matrixShape } from './weight-rows';

/** Weights of which nothing but the shape is known: for plans that are made before anything is fetched. */
export const unreadWeights: CheckpointWeights = {
  weight: (_, dims) => ({
    dims,
    ...matrixShape(dims),
    read: () => Promise.reject(new Error('planning reads no weight')),
  }),
};
