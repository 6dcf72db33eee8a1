import { speakersIn } from '../../../core/text/speaker-tags';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { ChoiceField } from '../../widgets/choice-field';
import { presetsOf, traitsOf, usableVoices } from '../models/models-slice';
import { furtherVoice, MOST_SPEAKERS } from '../settings/settings-slice';

/** One choice for each `[SPEAKERn]` of a dialogue after the first; else how to write one. */
export function FurtherVoices() {
  const form = usePageState((state) => state.form);
  const voices = usePageState(presetsOf);
  const own = usePageState(usableVoices);
  const canTalk = usePageState((state) => traitsOf(state)?.takesDescriptions ?? false);
  const { settings } = useControllers();
  const speakers = speakersIn(form.text).filter((speaker) => speaker > 0 && speaker < MOST_SPEAKERS);
  if (speakers.length === 0)
    return (
      canTalk && (
        <p className="hint">{t`For a dialogue, write [SPEAKER0] or [SPEAKER1] before what each of them says.`}</p>
      )
    );
  const choices = [
    ...[...voices, ...own].map(({ id, name }) => ({ value: id, text: name })),
    { value: '', text: t`The voice above` },
  ];
  return speakers.map((speaker) => (
    <ChoiceField
      key={speaker}
      label={t`Voice of [SPEAKER${speaker}]`}
      value={furtherVoice(form, voices, own, speaker)}
      choices={choices}
      onChange={(id) => {
        const furtherVoices = [...form.furtherVoices];
        furtherVoices[speaker - 1] = id;
        settings.change({ furtherVoices });
      }}
    />
  ));
}
