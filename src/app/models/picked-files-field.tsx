import { type DragEvent, useId } from 'react';
import type { PickedFile } from '../../platform/opfs/picked-files';
import { droppedFiles, filesOfInput } from '../../platform/page/dropped-files';
import { bytesText } from '../widgets/figures';

type PickedFilesFieldProps = {
  readonly files: readonly PickedFile[];
  readonly onChange: (files: readonly PickedFile[]) => void;
};

/** A folder or an archive, chosen or dropped. */
export function PickedFilesField({ files, onChange }: PickedFilesFieldProps) {
  const id = useId();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    void droppedFiles(event.dataTransfer).then(onChange);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the buttons do the same
    <div className="field drop-place" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <div className="buttons small">
        <label className="button" htmlFor={`${id}-folder`}>
          Choose a folder
        </label>
        <input
          id={`${id}-folder`}
          className="visually-hidden"
          type="file"
          ref={(input) => input?.setAttribute('webkitdirectory', '')}
          onChange={(event) => onChange(filesOfInput(event.target))}
        />
        <label className="button" htmlFor={`${id}-archive`}>
          Choose an archive
        </label>
        <input
          id={`${id}-archive`}
          className="visually-hidden"
          type="file"
          accept=".tar"
          onChange={(event) => onChange(filesOfInput(event.target))}
        />
      </div>
      <p className="hint">
        {files.length === 0
          ? 'Or drop it here: a model package, an exported .tar, or a checkpoint with its codec.'
          : `${files.length} files, ${bytesText(files.reduce((sum, { file }) => sum + file.size, 0))}`}
      </p>
    </div>
  );
}
