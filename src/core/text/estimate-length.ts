/**
 * How long a text will roughly sound; for progress bars and for keeping room, never for cutting. Measured rates of
 * unhurried reading: about 14 letters a second in alphabets, 4 characters in Chinese, Japanese and Korean.
 */
export function estimateSpeechSeconds(text: string): number {
  const syllabic =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0;
  const digits = text.match(/\p{N}/gu)?.length ?? 0; // a digit is read as a word
  const others = [...text].length - syllabic - digits;
  return syllabic / 4 + digits / 3 + others / 14;
}
