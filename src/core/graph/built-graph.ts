import type { GraphRole, GraphTarget, WeightBinding } from '../store/manifest';

/** One ONNX file and the large tensors that must be bound to it before it can run. */
export type BuiltGraph = {
  readonly role: GraphRole;
  readonly target: GraphTarget;
  /** ONNX ModelProto; large weights are inputs or external data, never inside. */
  readonly bytes: Uint8Array;
  readonly weights: readonly WeightBinding[];
};
