import { usePageState } from '../../page-context';
import type { ModelState } from './models-slice';

/** One glance: is there a model, and what runs it. */
export function ModelPill() {
  const model = usePageState((state) => state.model);
  return (
    <p className={`pill ${model.type}`}>
      <span className="dot" aria-hidden="true" />
      {pillText(model)}
    </p>
  );
}

function pillText(model: ModelState): string {
  switch (model.type) {
    case 'searching':
      return 'Looking for a model';
    case 'asking':
      return `${model.choice.title}?`;
    case 'loading':
      return `Loading ${model.choice.title}`;
    case 'ready':
      return `${model.manifest.title} · ${model.info.backend === 'webgpu' ? 'WebGPU' : 'WebAssembly'}`;
    case 'failed':
      return 'No model';
  }
}
