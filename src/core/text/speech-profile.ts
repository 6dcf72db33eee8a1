/** Abilities of a checkpoint: measured, or known from its makers. Part of a package's manifest. */
export type SpeechProfile = {
  /** Default cut of a text into pieces. */
  readonly pieces: {
    readonly maxWords: number;
    /** Null: as many as the words allow. */
    readonly maxSentences: number | null;
    /** Number of earlier pieces in the model's prompt. */
    readonly remembered: number;
  };
  /** Null if not measured. */
  readonly length: LengthModel | null;
  /** BCP 47 tags; empty where any language may be tried. The first one's rules turn writing into speech. */
  readonly languages: readonly string[];
  /**
   * Letters that the voice can say and ranges of them, such as `a-z`; others are left out and reported. Null:
   * any letter may be tried.
   */
  readonly letters: string | null;
  /** Rules of the text front end that are on by default, by name. */
  readonly textRules: 'all' | readonly string[];
  /** Tags of events and controls that the voice has learned; `all`: those that its tokenizer has. */
  readonly tags: 'all' | readonly string[];
};

/** Length of a piece of speech: `secondsPerPiece + secondsPerLetter × letters + secondsPerMark × marks inside it`. */
export type LengthModel = {
  readonly secondsPerPiece: number;
  readonly secondsPerLetter: number;
  /** Seconds of a clause or sentence end inside the piece. */
  readonly secondsPerMark: number;
  /** Limits as parts of the prediction; speech outside them counts as faulty. */
  readonly shortest: number;
  readonly longest: number;
};

/**
 * Profile for packages that tell none: chunks of words as the makers' scripts of both families cut them. Source of the words and of the two remembered chunks: higgs-audio.md D, and the published examples of long texts.
 */
export const makersProfile: SpeechProfile = {
  pieces: { maxWords: 200, maxSentences: null, remembered: 2 },
  length: null,
  languages: [],
  letters: null,
  textRules: [],
  tags: 'all',
};

/** The language whose sentences are looked for and whose rules can be asked for; English where a package names none. */
export function textLanguage({ languages }: Pick<SpeechProfile, 'languages'>): string {
  return languages[0] ?? 'en';
}
