import '../../styles/recording.css';
import { useState } from 'react';
import type { OwnVoice } from '../../../core/studio/own-voice';
import { dateText, t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { useWrong } from '../../use-wrong';
import { TextField } from '../../widgets/text-field';

/** The own voice that is chosen: its words and consent, its name, a file of it, and its end. */
export function KeptVoicePanel() {
  const voice = usePageState(({ form, ownVoices }) => {
    const chosen = form.voice;
    return chosen.type === 'kept' ? ownVoices.find(({ id }) => id === chosen.id) : undefined;
  });
  return voice ? <VoiceDetails key={voice.id} voice={voice} /> : null;
}

function VoiceDetails({ voice }: { readonly voice: OwnVoice }) {
  const wrong = useWrong('voiceName');
  const { ownVoices } = useControllers();
  const [name, setName] = useState<string | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const [isAsking, setIsAsking] = useState(false);
  const { id, transcript, consent } = voice;
  const rename = async (next: string) => {
    if (await ownVoices.act((voices) => voices.rename(id, next))) setName(null);
  };
  return (
    <div className="reference">
      <p className="hint">{t`Its recording says: “${transcript}”`}</p>
      <p className="hint">{t`Agreed on ${dateText(consent.givenAtMs)}: “${consent.words}”`}</p>
      <TextField label={t`Name`} value={name ?? voice.name} {...wrong} onChange={setName} />
      {name !== null && name !== voice.name && (
        <button type="button" onClick={() => void rename(name)}>
          {t`Rename`}
        </button>
      )}
      <TextField
        label={t`Passphrase for its file`}
        type="password"
        value={passphrase}
        hint={t`Leave it empty for a file that anyone can open. A forgotten passphrase cannot be found again.`}
        onChange={setPassphrase}
      />
      <div className="buttons small">
        <button type="button" onClick={() => void ownVoices.act((voices) => voices.save(id, passphrase))}>
          {t`Save as a file`}
        </button>
        {isAsking ? (
          <>
            <button type="button" onClick={() => void ownVoices.act((voices) => voices.remove(id))}>
              {t`Delete for good`}
            </button>
            <button type="button" className="plain" onClick={() => setIsAsking(false)}>
              {t`Keep it`}
            </button>
          </>
        ) : (
          <button type="button" onClick={() => setIsAsking(true)}>
            {t`Delete`}
          </button>
        )}
      </div>
    </div>
  );
}
