import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { IconButton } from '../../widgets/icon-button';
import { isBusy } from '../speech/speech-slice';

/** Lets a preset be heard without choosing it. While something is generated the engine has no time for it. */
export function ListenButton({ voiceId, name }: { readonly voiceId: string; readonly name: string }) {
  const isHeard = usePageState((state) => state.previewedVoice === voiceId);
  const canListen = usePageState((state) => state.model.type === 'ready' && !isBusy(state.speech));
  const { preview } = useControllers();
  const label = isHeard ? t`Stop ${name}` : t`Listen to ${name}`;
  return (
    <IconButton
      look="listen"
      label={label}
      icon={isHeard ? 'stop' : 'listen'}
      isDisabled={!canListen}
      onClick={() => canListen && preview.toggle(voiceId)}
    />
  );
}
