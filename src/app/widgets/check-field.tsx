import type { ReactNode, Ref } from 'react';

type CheckFieldProps = {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
  readonly isWrong?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
};

export function CheckField({ checked, onChange, children, isWrong, ref }: CheckFieldProps) {
  return (
    <label className="check">
      <input
        ref={ref}
        type="checkbox"
        checked={checked}
        aria-invalid={isWrong ?? false}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{children}</span>
    </label>
  );
}
