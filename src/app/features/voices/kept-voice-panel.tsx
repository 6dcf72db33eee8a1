import { useState } from 'react';
import type { OwnVoice } from '../../../core/studio/own-voice';
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
      <p className="hint">Its recording says: “{transcript}”</p>
      <p className="hint">
        Agreed on {new Date(consent.givenAtMs).toLocaleDateString()}: “{consent.words}”
      </p>
      <TextField label="Name" value={name ?? voice.name} {...wrong} onChange={setName} />
      {name !== null && name !== voice.name && (
        <button type="button" onClick={() => void rename(name)}>
          Rename
        </button>
      )}
      <TextField
        label="Passphrase for its file"
        type="password"
        value={passphrase}
        hint="Leave it empty for a file that anyone can open. A forgotten passphrase cannot be found again."
        onChange={setPassphrase}
      />
      <div className="buttons small">
        <button type="button" onClick={() => void ownVoices.act((voices) => voices.save(id, passphrase))}>
          Save as a file
        </button>
        {isAsking ? (
          <>
            <button type="button" onClick={() => void ownVoices.act((voices) => voices.remove(id))}>
              Delete for good
            </button>
            <button type="button" className="plain" onClick={() => setIsAsking(false)}>
              Keep it
            </button>
          </>
        ) : (
          <button type="button" onClick={() => setIsAsking(true)}>
            Delete
          </button>
        )}
      </div>
    </div>
  );
}
