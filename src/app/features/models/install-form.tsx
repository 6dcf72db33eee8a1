import { type FormEvent, useState } from 'react';
import { allPlans, type Plan } from '../../../core/device/model-weights';
import { bestForm, knownModels } from '../../../core/library/checkpoint-forms';
import { checkpointPlace, isCheckpointPlace } from '../../../core/library/checkpoint-place';
import { isWebAddress, packageAddress } from '../../../core/library/package-address';
import type { PickedFile } from '../../../platform/opfs/picked-files';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { CheckField } from '../../widgets/check-field';
import { ChoiceField } from '../../widgets/choice-field';
import { TextField } from '../../widgets/text-field';
import { DeviceCard } from '../device/device-card';
import { planName } from '../device/plan-names';
import { CheckpointChoice, firstSource, type KnownSource } from './checkpoint-choice';
import type { PageOrder } from './library-slice';
import { PickedFilesField } from './picked-files-field';

type Source = PageOrder['type'] | 'other';

const sources = (): readonly { readonly value: Source; readonly text: string }[] => [
  { value: 'package', text: t`Model package on the web` },
  { value: 'hub', text: t`Known model` },
  { value: 'other', text: t`Another checkpoint on the web` },
  { value: 'files', text: t`My files` },
];

/** The smallest first. */
const precisions = () => [...allPlans].reverse().map((value) => ({ value, text: planName(value) }));

/** The source of another model. */
export function InstallForm() {
  const { library } = useControllers();
  const [source, setSource] = useState<Source>('package');
  const [url, setUrl] = useState('');
  const [known, setKnown] = useState<KnownSource>(() => firstSource(knownModels[0]!.model, true));
  const [place, setPlace] = useState('');
  const [hubUrl, setHubUrl] = useState('');
  const [precision, setPrecision] = useState<Plan>('q4');
  const [withCloning, setWithCloning] = useState(true);
  const [files, setFiles] = useState<readonly PickedFile[]>([]);
  const [acceptsLowerQuality, setAcceptsLowerQuality] = useState(false);
  const isBusy = usePageState(({ library }) => library.task !== null);
  const wasRefused = usePageState(({ library }) => library.problem?.details?.audibleLoss !== undefined);
  const isFromHub = source === 'other' || (source === 'hub' && known.type === 'checkpoint');
  const isConverted = source === 'files' || isFromHub;

  const order = orderOf();
  function orderOf(): { readonly order: PageOrder; readonly title: string } | null {
    if (source === 'package') {
      const folder = packageAddress(url);
      return folder === null ? null : { order: { type: 'package', url: folder }, title: folder };
    }
    if (source === 'hub' && known.type === 'package') {
      return { order: { type: 'package', url: known.choice.url }, title: known.choice.title };
    }
    const conversion = { precision, withCloning, ...(acceptsLowerQuality && { acceptsLowerQuality }) };
    if (isFromHub) {
      const repository = source === 'hub' && known.type === 'checkpoint' ? known.name : place.trim();
      const isHubRight = hubUrl.trim() === '' || isWebAddress(hubUrl);
      if (!isCheckpointPlace(repository) || !isHubRight) return null;
      const hub = hubUrl.trim() === '' ? null : hubUrl.trim();
      const { title } = checkpointPlace(repository);
      return { order: { type: 'hub', repository, hubUrl: hub, ...conversion }, title };
    }
    if (files.length === 0) return null;
    const title = nameOf(files[0]!.path);
    return { order: { type: 'files', files, title, ...conversion }, title };
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (order && !isBusy) library.install(order.order, order.title);
  }
  return (
    <>
      <DeviceCard
        withCloning={withCloning}
        onChoose={(model, plan) => {
          setSource('hub');
          setKnown({ type: 'checkpoint', name: bestForm(model, plan, withCloning).name });
          setPrecision(plan);
        }}
      />
      <form onSubmit={submit}>
        <div className="field-grid wide">
          <ChoiceField label={t`From`} value={source} choices={sources()} onChange={setSource} />
          {source === 'package' && (
            <TextField
              label={t`Address of the package`}
              inputMode="url"
              placeholder="https://example.org/models/voice/"
              value={url}
              onChange={setUrl}
            />
          )}
          {source === 'hub' && (
            <CheckpointChoice source={known} plan={precision} withCloning={withCloning} onChange={setKnown} />
          )}
          {source === 'other' && (
            <TextField
              label={t`Repository or address`}
              placeholder={t`owner/name, or https://…`}
              value={place}
              onChange={setPlace}
            />
          )}
          {isFromHub && (
            <TextField
              label={t`Another hub`}
              inputMode="url"
              placeholder={t`Leave empty for the public one`}
              value={hubUrl}
              onChange={setHubUrl}
            />
          )}
          {source === 'files' && <PickedFilesField files={files} onChange={setFiles} />}
          {isConverted && (
            <ChoiceField
              label={t`Stored as`}
              value={precision}
              choices={precisions()}
              onChange={setPrecision}
            />
          )}
        </div>
        {isConverted && (
          <CheckField checked={withCloning} onChange={setWithCloning}>{t`Include voice cloning`}</CheckField>
        )}
        {isConverted && (wasRefused || acceptsLowerQuality) && (
          <CheckField
            checked={acceptsLowerQuality}
            onChange={setAcceptsLowerQuality}
          >{t`Accept lower quality`}</CheckField>
        )}
        <p className="hint">
          {isFromHub
            ? t`Gigabytes are fetched and converted here, in this page. It can be stopped at any time and goes on where it was.`
            : t`What is fetched stays on this device. It can be stopped at any time and goes on where it was.`}
        </p>
        <div className="buttons small">
          <button type="submit" disabled={isBusy || order === null}>{t`Install`}</button>
        </div>
      </form>
    </>
  );
}

/** Name of a folder or an archive; loose files have none. */
function nameOf(path: string): string {
  const [top, inner] = path.split('/') as [string, ...string[]];
  return inner === undefined && !top.endsWith('.tar') ? t`My model` : top.replace(/\.tar$/, '');
}
