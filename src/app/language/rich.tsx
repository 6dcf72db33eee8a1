import { Fragment, type ReactNode } from 'react';
import { type SentenceValue, say } from '../../core/sentence';
import { translated } from './language';

/** Stands for an element while its sentence is put together. */
const MARK = '\u0000';

/** Tag of a template literal whose values may be elements: rich`Press ${<kbd>Esc</kbd>} to stop.` */
export function rich(parts: TemplateStringsArray, ...values: readonly ReactNode[]): ReactNode {
  const isText = (value: ReactNode) => typeof value === 'string' || typeof value === 'number';
  const shown = values.map((value, index) =>
    isText(value) ? (value as string | number) : MARK + index + MARK,
  );
  const text = translated(say(parts, ...(shown satisfies readonly SentenceValue[])));
  return text.split(MARK).map((part, index) => {
    const key = `${index} ${part}`;
    return <Fragment key={key}>{index % 2 === 0 ? part : values[Number(part)]}</Fragment>;
  });
}
