/** What a checkpoint says well: measured, or known from its makers. Part of a package's manifest. */
export type SpeechProfile = {
  /** How much is said in one go where nobody asks for another cut. */
  readonly pieces: {
    readonly maxWords: number;
    /** Null: as many as the words allow. */
    readonly maxSentences: number | null;
    /** How many earlier pieces the model is shown. */
    readonly remembered: number;
  };
  /** Null where nobody measured the voice. */
  readonly length: LengthModel | null;
  /** BCP 47 tags; empty where any language may be tried. The first one's rules turn writing into speech. */
  readonly languages: readonly string[];
  /**
   * Letters that the voice can say and ranges of them, such as `a-z`; others are left out and told. Null: any letter may
   * be tried.
   */
  readonly letters: string | null;
  /** Rules of the text front end that are on where nobody asks for others, by name. */
  readonly textRules: 'all' | readonly string[];
};

/** How long a piece of speech is: `secondsPerPiece + secondsPerLetter × letters`, pauses inside it included. */
export type LengthModel = {
  readonly secondsPerPiece: number;
  readonly secondsPerLetter: number;
  /** What is shorter or longer than these parts of the prediction is taken for a slip. */
  readonly shortest: number;
  readonly longest: number;
};

/** The language whose sentences are looked for and whose rules can be asked for; English where a package names none. */
export function textLanguage({ languages }: Pick<SpeechProfile, 'languages'>): string {
  return languages[0] ?? 'en';
}
