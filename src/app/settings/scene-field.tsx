import { useId } from 'react';
import { controlTags } from '../../core/text/control-tags';
import { usePageIntents, usePageState } from '../page-context';
import { traitsOf } from '../state/page-state';

const tagExamples = [0, 0.5, 0.75]
  .map((share) => controlTags[Math.floor(share * controlTags.length)])
  .join(', ');

export function SceneField() {
  const scene = usePageState((state) => state.form.scene);
  const standard = usePageState((state) =>
    state.model.type === 'ready' ? state.model.manifest.defaults.scenePrompt : null,
  );
  const traits = usePageState(traitsOf);
  const { change } = usePageIntents();
  const id = useId();
  if (traits && !traits.takesDescriptions)
    return (
      <p className="hint">
        {traits.name} takes no scene. Write tags into the text instead: {tagExamples}.
      </p>
    );
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
