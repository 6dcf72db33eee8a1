import { useEffect, useRef, useState } from 'react';
import type { SoundFormat } from '../../../core/api/api-host';
import { type CaptionFormat, captionFormats } from '../../../core/studio/captions';
import type { ExportCut } from '../../../core/studio/export-plan';
import type { ExportSettings } from '../../../core/studio/write-export';
import { soundFormats } from '../../../platform/media/sound-formats';
import { toFailure } from '../../failures';
import { useControllers } from '../../page-context';
import { CheckField } from '../../widgets/check-field';
import { ChoiceField } from '../../widgets/choice-field';
import { TextField } from '../../widgets/text-field';
import { type ExportProgress, exportSound } from './export-sound';

const cuts: readonly { value: ExportCut; text: string }[] = [
  { value: 'whole', text: 'One file' },
  { value: 'chapters', text: 'A file for each chapter' },
  { value: 'sentences', text: 'A file for each sentence' },
  { value: 'speakers', text: 'A file for each speaker, of equal length' },
];

const formats: readonly { value: SoundFormat; text: string }[] = [
  { value: 'mp3', text: 'MP3' },
  { value: 'wav', text: 'WAV, 16 bit' },
  { value: 'flac', text: 'FLAC' },
  { value: 'opus', text: 'Opus' },
  { value: 'aac', text: 'AAC' },
];

/** Targets in LUFS, by what asks for them. */
const loudnesses = [
  { value: '', text: 'As it is' },
  { value: '-16', text: '−16 LUFS, podcasts' },
  { value: '-19', text: '−19 LUFS, podcasts of one channel' },
  { value: '-20', text: '−20 LUFS, audiobooks' },
  { value: '-23', text: '−23 LUFS, broadcast' },
] as const;
type Loudness = (typeof loudnesses)[number]['value'];

const captionNames: Readonly<Record<CaptionFormat, string>> = { srt: 'SubRip (.srt)', vtt: 'WebVTT (.vtt)' };

type Run =
  | { readonly type: 'idle'; readonly message: string }
  | { readonly type: 'failed'; readonly message: string }
  | ({ readonly abort: AbortController } & ExportProgress);

/** Writes the sound of the project into files. */
export function ExportPanel() {
  const controllers = useControllers();
  const { exports } = controllers.studio.studio;
  const [cut, setCut] = useState<ExportCut>('whole');
  const [format, setFormat] = useState<SoundFormat>('mp3');
  const [loudness, setLoudness] = useState<Loudness>('');
  const [captions, setCaptions] = useState<readonly CaptionFormat[]>([]);
  const [author, setAuthor] = useState('');
  const [available, setAvailable] = useState<readonly SoundFormat[]>(['wav']);
  const [run, setRun] = useState<Run>({ type: 'idle', message: '' });
  const abort = useRef<AbortController | null>(null);
  useEffect(() => {
    void soundFormats.available().then(setAvailable);
    return () => abort.current?.abort();
  }, []);

  const begin = () => {
    const aborting = new AbortController();
    abort.current = aborting;
    const settings: ExportSettings = {
      cut,
      format,
      targetLufs: loudness === '' ? null : Number(loudness),
      captions,
      author: author.trim(),
    };
    const show = (progress: ExportProgress) => setRun({ ...progress, abort: aborting });
    show({ type: 'making', share: 0 });
    exportSound(exports, settings, show, aborting.signal).then(
      (isSaved) => setRun({ type: 'idle', message: isSaved ? 'The export is saved.' : '' }),
      (error) => {
        if (aborting.signal.aborted) setRun({ type: 'idle', message: 'The export was stopped.' });
        else setRun({ type: 'failed', message: toFailure(error).message });
      },
    );
  };

  return (
    <>
      <ChoiceField label="Files" value={cut} choices={cuts} onChange={setCut} />
      <ChoiceField
        label="Format"
        value={format}
        choices={formats.filter(({ value }) => value === format || available.includes(value))}
        onChange={setFormat}
      />
      <ChoiceField
        label="Loudness"
        value={loudness}
        choices={loudnesses}
        hint="All files are made louder or softer alike, and peaks stay below −1 dBTP."
        onChange={setLoudness}
      />
      <TextField label="Author" value={author} onChange={setAuthor} />
      <fieldset className="takes">
        <legend>Captions</legend>
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
      {'abort' in run ? (
        <div className="model-progress">
          <progress aria-label={run.type === 'making' ? 'Making sentences' : 'Writing'} value={run.share} />
          <button type="button" onClick={() => run.abort.abort()}>
            Stop the export
          </button>
        </div>
      ) : (
        <button type="button" className="primary" onClick={begin}>
          Export
        </button>
      )}
      <p role="status" className={run.type === 'failed' ? 'field-problem' : 'hint'}>
        {'message' in run ? run.message : run.type === 'making' ? 'Making what is not made yet.' : 'Writing.'}
      </p>
    </>
  );
}
