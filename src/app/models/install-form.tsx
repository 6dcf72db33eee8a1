import { type FormEvent, useId, useState } from 'react';
import { PLANS, type Plan } from '../../core/device/model-weights';
import { isWebAddress, packageAddress } from '../../core/library/package-address';
import { publishedModels } from '../../core/library/published-models';
import type { PickedFile } from '../../platform/opfs/picked-files';
import { usePageIntents, usePageState } from '../page-context';
import type { PageOrder } from '../state/library-work';
import { CheckField } from '../widgets/check-field';
import { ChoiceField } from '../widgets/choice-field';
import { DeviceCard } from './device-card';
import { PickedFilesField } from './picked-files-field';
import { planNames } from './plan-names';

type Source = PageOrder['type'];

const sources: readonly { readonly value: Source; readonly text: string }[] = [
  { value: 'package', text: 'Model package on the web' },
  { value: 'hub', text: 'Published checkpoint' },
  { value: 'files', text: 'Files of mine' },
];

/** The smallest first. */
const precisions = [...PLANS].reverse().map((value) => ({ value, text: planNames[value] }));

/** Where another model comes from. */
export function InstallForm() {
  const intents = usePageIntents();
  const [source, setSource] = useState<Source>('package');
  const [url, setUrl] = useState('');
  const [repository, setRepository] = useState(publishedModels[0]!.name);
  const [hubUrl, setHubUrl] = useState('');
  const [precision, setPrecision] = useState<Plan>('q4');
  const [withCloning, setWithCloning] = useState(true);
  const [files, setFiles] = useState<readonly PickedFile[]>([]);
  const isBusy = usePageState(({ library }) => library.task !== null);
  const id = useId();

  const order = orderOf();
  function orderOf(): { readonly order: PageOrder; readonly title: string } | null {
    if (source === 'package') {
      const folder = packageAddress(url);
      return folder === null ? null : { order: { type: 'package', url: folder }, title: folder };
    }
    if (source === 'hub') {
      if (hubUrl.trim() !== '' && !isWebAddress(hubUrl)) return null;
      const hub = hubUrl.trim() === '' ? null : hubUrl.trim();
      const title = publishedModels.find(({ name }) => name === repository)?.title ?? repository;
      return { order: { type: 'hub', repository, hubUrl: hub, precision, withCloning }, title };
    }
    if (files.length === 0) return null;
    const title = nameOf(files[0]!.path);
    return { order: { type: 'files', files, title, precision, withCloning }, title };
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (order && !isBusy) intents.installModel(order.order, order.title);
  }
  return (
    <>
      <DeviceCard
        withCloning={withCloning}
        onChoose={(name, plan) => {
          setSource('hub');
          setRepository(name);
          setPrecision(plan);
        }}
      />
      <form onSubmit={submit}>
        <div className="field-grid wide">
          <ChoiceField label="From" value={source} choices={sources} onChange={setSource} />
          {source === 'package' && (
            <TextField
              id={`${id}-url`}
              label="Address of the package"
              placeholder="https://example.org/models/voice/"
              value={url}
              onChange={setUrl}
            />
          )}
          {source === 'hub' && (
            <>
              <ChoiceField
                label="Checkpoint"
                value={repository}
                choices={publishedModels.map(({ name }) => ({ value: name, text: name }))}
                onChange={setRepository}
              />
              <TextField
                id={`${id}-hub`}
                label="Another hub"
                placeholder="Leave empty for the public one"
                value={hubUrl}
                onChange={setHubUrl}
              />
            </>
          )}
          {source === 'files' && <PickedFilesField files={files} onChange={setFiles} />}
          {source !== 'package' && (
            <ChoiceField label="Stored as" value={precision} choices={precisions} onChange={setPrecision} />
          )}
        </div>
        {source !== 'package' && (
          <CheckField checked={withCloning} onChange={setWithCloning}>
            Keep what cloning a voice needs
          </CheckField>
        )}
        <p className="hint">
          {source === 'hub'
            ? 'Gigabytes are fetched and converted here, in this page. It can be stopped at any time and goes on where it was.'
            : 'What is fetched stays on this device. It can be stopped at any time and goes on where it was.'}
        </p>
        <div className="buttons small">
          <button type="submit" disabled={isBusy || order === null}>
            Install
          </button>
        </div>
      </form>
    </>
  );
}

type TextFieldProps = {
  readonly id: string;
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

function TextField({ id, label, placeholder, value, onChange }: TextFieldProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode="url"
        autoComplete="off"
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

/** Of a folder or an archive; loose files have none. */
function nameOf(path: string): string {
  const [top, inner] = path.split('/') as [string, ...string[]];
  return inner === undefined && !top.endsWith('.tar') ? 'My model' : top.replace(/\.tar$/, '');
}
