import type { MappedText } from './mapped-text';

/** One family of written forms and how they are said. */
export type TextRule = {
  /** Name in settings and manifests. */
  readonly name: string;
  /** Label of its switch on the page, where the catalogue translates it. */
  readonly label: string;
  /** A rule that is not on unless it is named. */
  readonly isExtra?: true;
  apply(text: MappedText): MappedText;
};
