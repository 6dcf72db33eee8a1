import { comparePrediction } from '../../core/device/compare-prediction';
import { countWeights } from '../../core/device/count-weights';
import { floatBytesOf, planOn, stepBytes } from '../../core/device/model-weights';
import { predictSpeech } from '../../core/device/predict-speech';
import type { ModelSpec } from '../../core/model/model-spec';
import { publishedShapes } from '../../core/rehearsal/published-shapes';
import type { Rehearsal, RehearsalOrder, RehearsalProgress } from '../../core/rehearsal/rehearsal';
import { rehearse } from '../../core/rehearsal/rehearse';
import { seededPackage } from '../../core/rehearsal/seeded-package';
import { watchGpuWork } from '../gpu/watch-gpu-work';
import { type Dependencies, loadModel } from '../ort/load-model';
import { measureDevice } from './measure-device';
import { watchHeaps } from './watch-heaps';

const SEED = 1;

/**
 * Measures the device, loads seeded weights of a published shape as any model is loaded, and speaks with them. Call it in
 * a worker of its own: ending that gives everything back.
 * @param now milliseconds of a clock that never goes back.
 */
export async function rehearseShape(
  order: RehearsalOrder,
  dependencies: Dependencies,
  now: () => number,
  onProgress: (progress: RehearsalProgress) => void,
  signal: AbortSignal,
): Promise<Rehearsal> {
  const gpuWork = watchGpuWork(now);
  const heapBytes = watchHeaps();
  const { machine, loadOrt } = dependencies;
  const { title, spec: whole } = publishedShapes[order.shape];
  const spec = withLayers(whole, order.layers);
  onProgress({ stage: 'measuring' });
  const facts = await measureDevice(order.backend, machine, loadOrt, now, signal);
  onProgress({ stage: 'making' });
  const source = await seededPackage(spec, order.plan, SEED, signal);
  const start = now();
  const loaded = await loadModel(
    dependencies,
    source,
    facts.backend,
    (progress) => {
      const { doneBytes, totalBytes } = progress;
      onProgress({ stage: 'loading', doneBytes, totalBytes });
    },
    signal,
  );
  try {
    const { networks, manifest, info } = loaded;
    const loadSeconds = (now() - start) / 1000;
    const onGraphics = info.backend === 'webgpu';
    const speech = await rehearse(
      { ...networks, defaults: manifest.defaults, now, counts: () => (onGraphics ? gpuWork() : null) },
      order,
      (steps) => onProgress({ stage: 'speaking', steps, stepCount: order.stepCount }),
      signal,
    );
    const weights = countWeights(spec);
    const target = info.graphTarget;
    const plan = planOn(order.plan, target);
    const { linears, floats } = stepBytes(weights, plan, floatBytesOf(target));
    const { copyBytesPerSecond } = facts.speeds;
    return {
      order,
      title,
      layerCount: spec.language.layerCount,
      info: { ...info, tags: [], loadSeconds },
      speech,
      stepBytes: linears + floats,
      bandwidthShare: (linears + floats) / speech.stepSeconds / copyBytesPerSecond,
      memoryBytes: onGraphics ? gpuWork().mostBufferBytes : heapBytes(),
      facts,
      compared: comparePrediction(
        predictSpeech(weights, plan, { ...facts, target }, order.promptPositions),
        speech,
      ),
    };
  } finally {
    await loaded.dispose();
  }
}

function withLayers({ language, codec }: ModelSpec, layers: number | null): ModelSpec {
  const layerCount = Math.min(layers ?? language.layerCount, language.layerCount);
  return { language: { ...language, layerCount }, codec };
}
