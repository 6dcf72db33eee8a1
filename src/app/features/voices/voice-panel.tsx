import { useId } from 'react';
import type { PresetVoice } from '../../../core/package/manifest';
import type { OwnVoice } from '../../../core/studio/own-voice';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { useWrong } from '../../use-wrong';
import { LoadedLater } from '../../widgets/loaded-later';
import { TextField } from '../../widgets/text-field';
import { presetsOf, traitsOf, usableVoices } from '../models/models-slice';
import type { VoiceChoice } from '../settings/settings-slice';
import { AboutVoice } from './about-voice';
import { FurtherVoices } from './further-voices';
import { ListenButton } from './listen-button';

type Option = {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly choice: VoiceChoice;
};

const loadKept = () => import('./kept-voice-panel').then(({ KeptVoicePanel }) => KeptVoicePanel);
const loadReference = () => import('./reference-panel').then(({ ReferencePanel }) => ReferencePanel);

export function VoicePanel() {
  const voices = usePageState(presetsOf);
  const chosen = usePageState((state) => state.form.voice);
  const isSettled = usePageState((state) => state.isModelSettled);
  const canDescribe = usePageState((state) => traitsOf(state)?.takesDescriptions ?? true);
  const own = usePageState(usableVoices);
  // The studio's cast has the voices of a dialogue.
  const hasCast = usePageState(({ studio }) => studio !== null);
  const { settings } = useControllers();
  const id = useId();
  const chosenPreset = voices.find((voice) => chosen.type === 'preset' && voice.id === chosen.id);
  return (
    <section className="panel" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t`Voice`}</h2>
      {!isSettled && <p className="hint">{t`The voices come with the model.`}</p>}
      <div className="voices" role="radiogroup" aria-labelledby={`${id}-title`}>
        {(isSettled ? optionsOf(voices, own, canDescribe) : []).map(({ key, name, description, choice }) => (
          <div key={key} className="voice">
            <label>
              <input
                type="radio"
                name={`${id}-voice`}
                checked={keyOf(chosen) === key}
                onChange={() => settings.change({ voice: choice })}
              />
              <span>
                <span className="voice-name">{name}</span>
                {description && <span className="hint">{description}</span>}
              </span>
            </label>
            {'id' in choice && <ListenButton voiceId={choice.id} name={name} />}
          </div>
        ))}
      </div>
      {chosenPreset && <AboutVoice voice={chosenPreset} />}
      {chosen.type === 'described' && <VoiceDescription />}
      {chosen.type === 'kept' && <LoadedLater load={loadKept} />}
      {chosen.type === 'own' && <LoadedLater load={loadReference} />}
      {chosen.type !== 'plain' && !hasCast && <FurtherVoices />}
    </section>
  );
}

function VoiceDescription() {
  const description = usePageState((state) => state.form.voiceDescription);
  const wrong = useWrong('voiceDescription');
  const { settings } = useControllers();
  return (
    <TextField
      label={t`Description of the voice`}
      rows={2}
      value={description}
      {...wrong}
      placeholder={t`Female, warm and slow, very clear audio`}
      onChange={(voiceDescription) => settings.change({ voiceDescription })}
    />
  );
}

/** The model's presets, kept voices, the model's voice without any reference, unless a preset is just that, and two ways to a new one. */
function optionsOf(
  voices: readonly PresetVoice[],
  own: readonly OwnVoice[],
  canDescribe: boolean,
): readonly Option[] {
  const presets = voices.map(({ id, name, description }): Option => {
    const choice = { type: 'preset', id } as const;
    return { key: keyOf(choice), name, description, choice };
  });
  const plain: Option = {
    key: 'plain',
    name: t`As the model likes`,
    description: t`No reference: it finds a voice that suits the text.`,
    choice: { type: 'plain' },
  };
  return [
    ...presets,
    ...own.map(({ id, name }): Option => {
      const choice = { type: 'kept', id } as const;
      return { key: keyOf(choice), name, description: t`Your own voice.`, choice };
    }),
    ...(voices.some(({ codes }) => codes === null) ? [] : [plain]),
    ...(canDescribe ? [described()] : []),
    {
      key: 'own',
      name: t`From a recording`,
      description: t`A few seconds of speech, which stay on this device.`,
      choice: { type: 'own' },
    },
  ];
}

const described = (): Option => ({
  key: 'described',
  name: t`In my words`,
  description: t`Say what the voice should be like.`,
  choice: { type: 'described' },
});

function keyOf(voice: VoiceChoice): string {
  return 'id' in voice ? `${voice.type} ${voice.id}` : voice.type;
}
