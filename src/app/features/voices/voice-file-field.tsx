import { useState } from 'react';
import { filesOfInput } from '../../../platform/page/chosen-files';
import { t } from '../../language/language';
import { useControllers } from '../../page-context';
import { TextField } from '../../widgets/text-field';
import type { VoiceImport } from './own-voices-controller';

/** Takes a voice that was saved as a file, and asks for its passphrase where it has one. */
export function VoiceFileField() {
  const { ownVoices } = useControllers();
  const [locked, setLocked] = useState<File | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const [told, setTold] = useState('');
  const take = async (file: File, words: string | null) => {
    const result = await ownVoices.act((voices) => voices.takeFile(file, words));
    if (!result) return;
    setTold(toldOf(result));
    if (result.type === 'refused') return;
    setLocked(result.type === 'locked' ? file : null);
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
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void take(locked, passphrase);
          }}
        >
          <TextField
            label={t`Passphrase of ${locked.name}`}
            type="password"
            value={passphrase}
            onChange={setPassphrase}
            ref={focused}
          />
          <button type="submit">{t`Unlock`}</button>
        </form>
      )}
      <p role="alert" className="hint">
        {told}
      </p>
    </div>
  );
}

const focused = (field: HTMLElement | null): void => field?.focus();

function toldOf(result: VoiceImport): string {
  if (result.type === 'refused') return result.message;
  if (result.type === 'locked') return '';
  return result.isOfOtherModel
    ? t`The voice is kept. It was made with another model, and can be chosen when that one is loaded.`
    : t`The voice is kept.`;
}
