import { useState } from 'react';
import { filesOfInput } from '../../../platform/page/chosen-files';
import { t } from '../../language/language';
import { useControllers } from '../../page-context';
import { TextField } from '../../widgets/text-field';

/** Takes a voice that was saved as a file, and asks for its passphrase where it has one. */
export function VoiceFileField() {
  const { ownVoices } = useControllers();
  const [locked, setLocked] = useState<File | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const [told, setTold] = useState('');
  const take = async (file: File, words: string | null) => {
    const result = await ownVoices.act((voices) => voices.takeFile(file, words));
    if (!result) return;
    setTold(
      result.type === 'refused' ? result.message : result.type === 'added' ? t`The voice is kept.` : '',
    );
    if (result.type === 'locked') setLocked(file);
    if (result.type !== 'added') return;
    setLocked(null);
    setPassphrase('');
  };
  return (
    <div className="field">
      <label className="button">
        {t`Open a voice file`}
        <input
          type="file"
          className="visually-hidden"
          accept=".pagevoice-voice,application/json"
          onChange={(event) => {
            const [picked] = filesOfInput(event.target);
            event.target.value = ''; // the same file may be chosen again
            if (picked) void take(picked.file, null);
          }}
        />
      </label>
      {locked && (
        <>
          <TextField
            label={t`Passphrase of ${locked.name}`}
            type="password"
            value={passphrase}
            onChange={setPassphrase}
          />
          <button type="button" onClick={() => void take(locked, passphrase)}>
            {t`Unlock`}
          </button>
        </>
      )}
      <p role="alert" className="hint">
        {told}
      </p>
    </div>
  );
}
