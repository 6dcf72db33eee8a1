import { useEffect, useState } from 'react';
import type { SoundFormat } from '../../../core/api/api-host';
import { type Sentence, say, verbatim } from '../../../core/sentence';
import { type CaptionFormat, captionFormats } from '../../../core/studio/captions';
import type { ExportCut } from '../../../core/studio/export-plan';
import { soundFormats } from '../../../platform/media/sound-formats';
import { filesOfInput } from '../../../platform/page/chosen-files';
import { t, translated } from '../../language/language';
import { useControllers } from '../../page-context';
import { CheckField } from '../../widgets/check-field';
import { ChoiceField } from '../../widgets/choice-field';
import { TextField } from '../../widgets/text-field';
import { exportSound } from './export-sound';
import { makeAgain } from './make-again';
import { useRun } from './use-run';

type Choices<Value> = readonly { readonly value: Value; readonly text: Sentence }[];

const cuts: Choices<ExportCut> = [
  { value: 'whole', text: say`One file` },
  { value: 'chapters', text: say`A file for each chapter` },
  { value: 'sentences', text: say`A file for each sentence` },
  { value: 'speakers', text: say`A file for each speaker, all of one length` },
];

const formats: Choices<SoundFormat> = [
  { value: 'mp3', text: verbatim('MP3') },
  { value: 'wav', text: verbatim('WAV') },
  { value: 'flac', text: verbatim('FLAC') },
  { value: 'opus', text: verbatim('Opus') },
  { value: 'aac', text: verbatim('AAC') },
];

/** Targets in LUFS. */
const loudnesses: Choices<'' | '-16' | '-19' | '-20' | '-23'> = [
  { value: '', text: say`As it is` },
  { value: '-16', text: say`Podcast in stereo (−16 LUFS)` },
  { value: '-19', text: say`Podcast in mono (−19 LUFS)` },
  { value: '-20', text: say`Audiobook (−20 LUFS)` },
  { value: '-23', text: say`Broadcast (−23 LUFS)` },
];
type Loudness = (typeof loudnesses)[number]['value'];

const captionNames: Readonly<Record<CaptionFormat, string>> = { srt: 'SubRip, .srt', vtt: 'WebVTT, .vtt' };

const shown = <Value extends string>(choices: Choices<Value>) =>
  choices.map(({ value, text }) => ({ value, text: translated(text) }));

/** Writes the sound of the project into files, and makes it again from one. */
export function ExportPanel() {
  const controllers = useControllers();
  const { exports } = controllers.studio.studio;
  const [cut, setCut] = useState<ExportCut>('whole');
  const [format, setFormat] = useState<SoundFormat>('mp3');
  const [loudness, setLoudness] = useState<Loudness>('');
  const [captions, setCaptions] = useState<readonly CaptionFormat[]>([]);
  const [author, setAuthor] = useState('');
  const [available, setAvailable] = useState<readonly SoundFormat[]>(['mp3']);
  const run = useRun();
  useEffect(() => void soundFormats.available().then(setAvailable), []);

  const begin = () => {
    const targetLufs = loudness === '' ? null : Number(loudness);
    const settings = { cut, format, targetLufs, captions, author: author.trim() };
    run.start(async (onProgress, signal) => {
      const isSaved = await exportSound(exports, settings, onProgress, signal);
      return isSaved ? t`The export is saved.` : '';
    });
  };

  return (
    <div className="export">
      <div className="field-grid wide">
        <ChoiceField label={t`Files`} value={cut} choices={shown(cuts)} onChange={setCut} />
        <ChoiceField
          label={t`Format`}
          value={format}
          choices={shown(formats.filter(({ value }) => available.includes(value)))}
          onChange={setFormat}
        />
        <ChoiceField
          label={t`Loudness`}
          value={loudness}
          choices={shown(loudnesses)}
          hint={t`The whole is brought to this loudness; peaks stay below −1 dBTP.`}
          onChange={setLoudness}
        />
        <TextField label={t`Author`} value={author} onChange={setAuthor} />
      </div>
      <fieldset className="takes">
        <legend>{t`Captions`}</legend>
        {captionFormats.map((kind) => (
          <CheckField
            key={kind}
            checked={captions.includes(kind)}
            onChange={(isWanted) =>
              setCaptions(captionFormats.filter((one) => (one === kind ? isWanted : captions.includes(one))))
            }
          >
            {captionNames[kind]}
          </CheckField>
        ))}
      </fieldset>
      {run.progress === null ? (
        <div className="buttons">
          <button type="button" className="primary" onClick={begin}>
            {t`Export`}
          </button>
          <label className="button">
            {t`Make again from an export`}
            <input
              type="file"
              className="visually-hidden"
              accept="audio/*,.opus,.flac,.json"
              onChange={(event) => {
                const [picked] = filesOfInput(event.target);
                event.target.value = '';
                if (picked) run.start((...rest) => makeAgain(exports, picked.file, ...rest));
              }}
            />
          </label>
        </div>
      ) : (
        <div className="model-progress">
          <progress aria-label={t`Progress of the export`} value={run.progress.share} />
          <button type="button" onClick={run.stop}>
            {t`Stop the export`}
          </button>
        </div>
      )}
      <p role="status" className={run.isFailed ? 'field-problem' : 'hint'}>
        {run.message}
      </p>
    </div>
  );
}
