/** End-of-speech rule. Source: higgs-audio.md E.2 to E.4. */
export type EndRule = 'robust' | 'transformers' | 'first-release';
