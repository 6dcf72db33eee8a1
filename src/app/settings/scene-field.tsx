import { useId } from 'react';
import { usePageIntents, usePageState } from '../page-context';

export function SceneField() {
  const scene = usePageState((state) => state.form.scene);
  const standard = usePageState((state) =>
    state.model.type === 'ready' ? state.model.manifest.defaults.scenePrompt : null,
  );
  const { change } = usePageIntents();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Scene</label>
      <textarea
        id={id}
        rows={2}
        value={scene ?? standard ?? ''}
        aria-describedby={`${id}-hint`}
        onChange={(event) => change({ scene: event.target.value })}
      />
      <p className="hint" id={`${id}-hint`}>
        Where and how it is said. Leave it empty for no scene.
      </p>
    </div>
  );
}
