import { Icon, type IconName } from './icon';

type IconButtonProps = {
  /** Its name, which is also shown when a pointer rests on it. */
  readonly label: string;
  readonly icon: IconName;
  readonly onClick: () => void;
  readonly look?: 'plain' | 'listen';
  /** Can be focused all the same, so that its name is heard. */
  readonly isDisabled?: boolean;
};

/** A button that shows nothing but an icon. */
export function IconButton({ label, icon, onClick, look, isDisabled }: IconButtonProps) {
  return (
    <button
      type="button"
      className={look ? `square ${look}` : 'square'}
      aria-label={label}
      title={label}
      aria-disabled={isDisabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
