import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { LaterDetails } from '../../widgets/later-details';

const load = () => import('./install-form').then(({ InstallForm }) => InstallForm);

/** Measures the device when opened, to predict how other models would run on it. */
export function InstallPlace() {
  const isUnmeasured = usePageState(({ device }) => device.type === 'unmeasured');
  const { device } = useControllers();
  return (
    <LaterDetails
      className="install"
      summary={t`Add a model`}
      load={load}
      isKept
      onOpen={() => isUnmeasured && device.measure()}
    />
  );
}
