import type { MappedText } from './mapped-text';

/** One family of written forms and how they are said. */
export type TextRule = {
  /** As it stands in settings and manifests. */
  readonly name: string;
  /** What it does, for a switch on the page. */
  readonly label: string;
  /** A rule that is not on unless it is named. */
  readonly isExtra?: true;
  apply(text: MappedText): MappedText;
};
