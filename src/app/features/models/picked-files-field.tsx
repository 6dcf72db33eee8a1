import { type DragEvent, useId, useState } from 'react';
import type { PickedFile } from '../../../platform/opfs/picked-files';
import { droppedFiles, filesOfFolder, filesOfInput } from '../../../platform/page/chosen-files';
import { pickFolder } from '../../../platform/page/pick-folder';
import { t } from '../../language/language';
import { bytesText } from '../../widgets/figures';

type PickedFilesFieldProps = {
  readonly files: readonly PickedFile[];
  readonly onChange: (files: readonly PickedFile[]) => void;
};

/** A folder, an archive or loose files, chosen or dropped. */
export function PickedFilesField({ files, onChange }: PickedFilesFieldProps) {
  const id = useId();
  const [problem, setProblem] = useState('');
  const take = async (finding: Promise<readonly PickedFile[]>) => {
    try {
      onChange(await finding);
      setProblem('');
    } catch (error) {
      setProblem(
        t`That could not be read (${(error as Error).message}). Choose it once more, or copy it first.`,
      );
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    void take(droppedFiles(event.dataTransfer));
  };
  const input = (name: string, text: string, isFolder: boolean) => (
    <>
      <label className="button" htmlFor={`${id}-${name}`}>
        {text}
      </label>
      <input
        id={`${id}-${name}`}
        className="visually-hidden"
        type="file"
        multiple
        ref={(place) => void place?.toggleAttribute('webkitdirectory', isFolder)}
        onChange={({ target }) => void take(Promise.resolve(filesOfInput(target)))}
      />
    </>
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the buttons do the same
    <div className="field drop-place" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <div className="buttons small">
        {pickFolder ? (
          <button type="button" onClick={() => void take(chooseFolder(files))}>
            {t`Choose a folder`}
          </button>
        ) : (
          input('folder', t`Choose a folder`, true)
        )}
        {input('files', t`Choose an archive or files`, false)}
      </div>
      <p className="hint">
        {files.length === 0
          ? t`Or drop it here: a model package, an exported .tar, or a checkpoint with its codec.`
          : t`${files.length} files, ${bytesText(files.reduce((sum, { file }) => sum + file.size, 0))}`}
      </p>
      {problem !== '' && (
        <p role="alert" className="field-problem">
          {problem}
        </p>
      )}
    </div>
  );
}

/** @returns what was there before when the person chose nothing. */
async function chooseFolder(before: readonly PickedFile[]): Promise<readonly PickedFile[]> {
  const folder = await pickFolder!('read');
  return folder ? await filesOfFolder(folder) : before;
}
