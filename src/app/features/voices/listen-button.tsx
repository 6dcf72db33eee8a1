import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { Icon } from '../../widgets/icon';
import { isBusy } from '../speech/speech-slice';

/** Lets a preset be heard without choosing it. While something is generated the engine has no time for it. */
export function ListenButton({ voiceId, name }: { readonly voiceId: string; readonly name: string }) {
  const isHeard = usePageState((state) => state.previewedVoice === voiceId);
  const canListen = usePageState((state) => state.model.type === 'ready' && !isBusy(state.speech));
  const { preview } = useControllers();
  const label = isHeard ? t`Stop ${name}` : t`Listen to ${name}`;
  return (
    <button
      type="button"
      className="square listen"
      aria-label={label}
      title={label}
      aria-disabled={!canListen}
      onClick={() => canListen && preview.toggle(voiceId)}
    >
      <Icon name={isHeard ? 'stop' : 'listen'} />
    </button>
  );
}
