import { controlTags } from '../../../core/text/control-tags';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { useWrong } from '../../use-wrong';
import { TextField } from '../../widgets/text-field';
import { manifestOf, traitsOf } from '../models/models-slice';

const tagExamples = [0, 0.5, 0.75]
  .map((share) => controlTags[Math.floor(share * controlTags.length)])
  .join(', ');

export function SceneField() {
  const scene = usePageState((state) => state.form.scene);
  const standard = usePageState((state) => manifestOf(state)?.defaults.scenePrompt);
  const traits = usePageState(traitsOf);
  const wrong = useWrong('scenePrompt');
  const { settings } = useControllers();
  if (traits && !traits.takesDescriptions)
    return (
      <p className="hint">{t`${traits.name} takes no scene. Write tags into the text instead: ${tagExamples}.`}</p>
    );
  return (
    <TextField
      label={t`Scene`}
      rows={2}
      {...wrong}
      value={scene ?? standard ?? ''}
      hint={t`Where and how it is said. Leave it empty for no scene.`}
      onChange={(next) => settings.change({ scene: next })}
    />
  );
}
