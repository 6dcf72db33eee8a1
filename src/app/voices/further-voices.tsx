import type { PresetVoice } from '../../core/store/manifest';
import { speakersIn } from '../../core/text/speaker-tags';
import { usePageIntents, usePageState } from '../page-context';
import { furtherVoice, mostSpeakers } from '../state/page-form';
import { ChoiceField } from '../widgets/choice-field';

const noVoices: readonly PresetVoice[] = [];

/** Appears when the text is a dialogue: one choice for each `[SPEAKERn]` after the first. */
export function FurtherVoices() {
  const form = usePageState((state) => state.form);
  const voices = usePageState((state) =>
    state.model.type === 'ready' ? state.model.manifest.voices : noVoices,
  );
  const { change } = usePageIntents();
  const speakers = speakersIn(form.text).filter((speaker) => speaker > 0 && speaker < mostSpeakers);
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
