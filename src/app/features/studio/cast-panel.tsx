import { NARRATOR, voiceOf } from '../../../core/studio/cast';
import { castVoiceOfOwn, ownVoiceOf } from '../../../core/studio/own-voice';
import { t } from '../../language/language';
import { usePageState } from '../../page-context';
import { ChoiceField } from '../../widgets/choice-field';
import { presetsOf, usableVoices } from '../models/models-slice';
import { useStudio } from './use-studio';

/** Voices of those who speak besides the narrator, who has that of the voice panel; nothing where nobody does. */
export function CastPanel() {
  const draft = usePageState(({ studio }) => studio?.project.draft);
  const presets = usePageState(presetsOf);
  const ownVoices = usePageState(usableVoices);
  const hasRecording = usePageState(({ reference }) => reference.type === 'ready');
  const studio = useStudio();
  if (!draft) return null;
  const names = [...new Set(draft.rows.map(({ speaker }) => speaker))].filter((name) => name !== NARRATOR);
  if (names.length === 0 && draft.notSpeakers.length === 0) return null;
  return (
    <section className="panel cast" aria-label={t`Cast`}>
      <h2>{t`Cast`}</h2>
      {names.map((name) => {
        const voice = voiceOf(draft.cast, name);
        const own = ownVoiceOf(ownVoices, voice);
        const value = own ? `kept:${own.id}` : voice.type === 'preset' ? `preset:${voice.id}` : voice.type;
        return (
          <div key={name} className="cast-member">
            <ChoiceField
              label={name}
              value={value}
              choices={[
                ...presets.map((preset) => ({ value: `preset:${preset.id}`, text: preset.name })),
                ...ownVoices.map(({ id, name: ownName }) => ({ value: `kept:${id}`, text: ownName })),
                { value: 'plain', text: t`Any voice` },
                ...(voice.type === 'profile' ? [{ value: 'profile', text: voice.description }] : []),
                ...(voice.type === 'codes' && !own
                  ? [{ value: 'codes', text: t`A recording, kept in this project` }]
                  : []),
                ...(hasRecording ? [{ value: 'recording', text: t`The recording under Voice` }] : []),
              ]}
              onChange={(chosen) => {
                const kept = ownVoices.find(({ id }) => chosen === `kept:${id}`);
                if (kept) studio.editor.setVoice(name, castVoiceOfOwn(kept));
                else if (chosen === 'recording') void studio.giveRecording(name);
                else if (chosen === 'plain') studio.editor.setVoice(name, { type: 'plain' });
                // What else is in the list is the voice that they have.
                else studio.editor.setVoice(name, { type: 'preset', id: chosen.slice('preset:'.length) });
              }}
            />
            {!/^SPEAKER\d+$/.test(name) && (
              <button
                type="button"
                className="plain"
                onClick={() => studio.editor.setSpeaker(name, false)}
              >{t`Not a speaker`}</button>
            )}
          </div>
        );
      })}
      {draft.notSpeakers.length > 0 && (
        <p className="hint">
          {t`Read out as text:`}{' '}
          {draft.notSpeakers.map((name) => (
            <button
              key={name}
              type="button"
              className="plain"
              onClick={() => studio.editor.setSpeaker(name, true)}
            >{t`${name} is a speaker`}</button>
          ))}
        </p>
      )}
    </section>
  );
}
