import { useId } from 'react';

type NumberFieldProps = {
  readonly label: string;
  /** What it does, in one line. */
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  /** For the arrows of the field only: whether a value can be used is said by the engine. */
  readonly step?: number;
  readonly isWrong?: boolean;
};

/** A number that may be left empty; then the placeholder, the model's own value, holds. */
export function NumberField(props: NumberFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        type="number"
        inputMode="decimal"
        step={props.step ?? 'any'}
        min={0}
        value={props.value}
        placeholder={props.placeholder}
        aria-describedby={`${id}-hint`}
        aria-invalid={props.isWrong ?? false}
        onChange={(event) => props.onChange(event.target.value)}
      />
      <p className="hint" id={`${id}-hint`}>
        {props.hint}
      </p>
    </div>
  );
}
