import { type ChangeEvent, type ComponentProps, type RefCallback, type RefObject, useId } from 'react';

type InputProps = Pick<
  ComponentProps<'input'>,
  'type' | 'inputMode' | 'step' | 'min' | 'max' | 'placeholder' | 'spellCheck'
>;

type TextFieldProps = InputProps & {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly isWrong?: boolean;
  /** Error message of the value, shown below it. */
  readonly problem?: string;
  readonly ref?: RefCallback<HTMLElement> | RefObject<HTMLInputElement | null>;
  /** Lines of a text area; a text of one line has none. */
  readonly rows?: number;
};

export function TextField(props: TextFieldProps) {
  const {
    label,
    value,
    onChange,
    hint,
    problem,
    isWrong = !!problem,
    rows,
    placeholder,
    ref,
    ...input
  } = props;
  const id = useId();
  const described = [problem !== undefined && `${id}-problem`, hint && `${id}-hint`]
    .filter(Boolean)
    .join(' ');
  const field = {
    id,
    value,
    placeholder,
    'aria-invalid': isWrong,
    'aria-describedby': described || undefined,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => onChange(event.target.value),
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {rows ? (
        <textarea {...field} rows={rows} {...(typeof ref === 'function' && { ref })} />
      ) : (
        <input type="text" autoComplete="off" {...field} {...input} ref={ref} />
      )}
      {problem !== undefined && (
        <p className="field-problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
