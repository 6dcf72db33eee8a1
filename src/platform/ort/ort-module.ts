import type * as OrtCommon from 'onnxruntime-common';

/** The interface that every build of ONNX Runtime shares: web (jspi, webgpu, wasm) and node. */
export type OrtModule = typeof OrtCommon;
export type OrtSession = OrtCommon.InferenceSession;
export type OrtTensor = OrtCommon.Tensor;
