import type { PresetVoice } from '../../core/store/manifest';
import { speakersIn } from '../../core/text/speaker-tags';
import { usePageIntents, usePageState } from '../page-context';
import { furtherVoice, mostSpeakers } from '../state/page-form';
import { traitsOf } from '../state/page-state';
import { ChoiceField } from '../widgets/choice-field';

const noVoices: readonly PresetVoice[] = [];

/** One choice for each `[SPEAKERn]` of a dialogue after the first; else how to write one. */
export function FurtherVoices() {
  const form = usePageState((state) => state.form);
  const voices = usePageState((state) =>
    state.model.type === 'ready' ? state.model.manifest.voices : noVoices,
  );
  const canTalk = usePageState((state) => traitsOf(state)?.takesDescriptions ?? false);
  const { change } = usePageIntents();
  const speakers = speakersIn(form.text).filter((speaker) => speaker > 0 && speaker < mostSpeakers);
  if (speakers.length === 0)
    return (
      canTalk && (
        <p className="hint">For a dialogue, write [SPEAKER0] or [SPEAKER1] before what each of them says.</p>
      )
    );
  const choices = [
    ...voices.map(({ id, name }) => ({ value: id, text: name })),
    { value: '', text: 'The voice above' },
  ];
  return speakers.map((speaker) => (
    <ChoiceField
      key={speaker}
      label={`Voice of [SPEAKER${speaker}]`}
      value={furtherVoice(form, voices, speaker)}
      choices={choices}
      onChange={(id) => {
        const furtherVoices = [...form.furtherVoices];
        furtherVoices[speaker - 1] = id;
        change({ furtherVoices });
      }}
    />
  ));
}
