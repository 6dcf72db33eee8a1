import { usePageIntents, usePageState } from '../page-context';
import { LaterDetails } from '../widgets/later-details';

const load = () => import('./install-form').then(({ InstallForm }) => InstallForm);

/** Whoever wants another model wants to know what it would be like here. */
export function InstallPlace() {
  const isUnmeasured = usePageState(({ device }) => device.type === 'unmeasured');
  const { measureDevice } = usePageIntents();
  return (
    <LaterDetails
      className="install"
      summary="Add a model"
      load={load}
      isKept
      onOpen={() => isUnmeasured && measureDevice()}
    />
  );
}
