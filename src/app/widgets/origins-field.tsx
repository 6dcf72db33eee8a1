import { useState } from 'react';
import { originOf } from '../../core/data/web-origin';
import { t } from '../language/language';
import { TextField } from './text-field';

type OriginsFieldProps = {
  readonly label: string;
  readonly hint: string;
  readonly origins: readonly string[];
  readonly onChange: (origins: readonly string[]) => void;
};

/** A list of sites, one a line. What is no address yet is left out, and said. */
export function OriginsField({ label, hint, origins, onChange }: OriginsFieldProps) {
  const [text, setText] = useState(origins.join('\n'));
  const wrong = linesOf(text).find((line) => originOf(line) === null);
  return (
    <TextField
      label={label}
      hint={hint}
      rows={2}
      value={text}
      problem={wrong === undefined ? '' : t`“${wrong}” is no web address.`}
      onChange={(next) => {
        setText(next);
        onChange([...new Set(linesOf(next).flatMap((line) => originOf(line) ?? []))]);
      }}
    />
  );
}

const linesOf = (text: string) =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
