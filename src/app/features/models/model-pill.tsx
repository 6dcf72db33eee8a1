import { t } from '../../language/language';
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
      return t`Looking for a model`;
    case 'asking':
      return `${model.choice.title}?`;
    case 'loading':
      return t`Loading ${model.choice.title}`;
    case 'ready':
      return `${model.manifest.title} · ${model.info.backend === 'webgpu' ? 'WebGPU' : 'WebAssembly'}`;
    case 'failed':
      return t`No model`;
  }
}
