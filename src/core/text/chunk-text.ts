/** `auto`: pieces that the loaded voice says well. The others are those of the hosted app. */
export type ChunkMethod = 'auto' | 'speaker' | 'word' | 'none';

export type ChunkSettings = {
  readonly method: ChunkMethod;
  /** Maximum of words in a chunk, for `word`. */
  readonly maxWords: number;
  /** Turns in a chunk, for `speaker`. */
  readonly maxTurns: number;
};

/**
 * Cuts normalised text into parts that are spoken one after another. Source: higgs-audio.md D; unlike there, a
 * chunk of words ends at the last sentence end of its second half, if there is one, so that sentences stay whole.
 */
export function chunkText(text: string, settings: ChunkSettings): readonly string[] {
  if (settings.method === 'speaker') return chunkBySpeaker(text, settings.maxTurns);
  if (settings.method === 'word') return chunkByWord(text, settings.maxWords);
  return [text];
}

/** A line that begins with a speaker tag opens a turn; other lines go on with it. */
function chunkBySpeaker(text: string, maxTurns: number): readonly string[] {
  const turns: string[] = [];
  for (const line of text.split('\n').map((part) => part.trim())) {
    if (turns.length === 0 || line.startsWith('[SPEAKER')) turns.push(line);
    else turns[turns.length - 1] += `\n${line}`;
  }
  return groups(turns, maxTurns).map((group) => group.join('\n'));
}

/** The end of a paragraph stays visible to the model as a blank line. */
function chunkByWord(text: string, maxWords: number): readonly string[] {
  const isChinese = looksChinese(text);
  return text.split('\n\n').flatMap((paragraph) => {
    const words = isChinese ? chineseWords(paragraph) : paragraph.split(/ |(?<=\n)/);
    const chunks = sentenceGroups(words, maxWords).map((group) =>
      isChinese ? group.join('') : group.join(' ').replaceAll('\n ', '\n'),
    );
    return chunks.map((chunk, index) => (index === chunks.length - 1 ? `${chunk}\n\n` : chunk.trim()));
  });
}

/** Groups of at most `size` words, cut behind a sentence where one ends in the second half. */
function sentenceGroups(words: readonly string[], size: number): readonly (readonly string[])[] {
  const found: string[][] = [];
  for (let start = 0; start < words.length; ) {
    let end = Math.min(start + size, words.length);
    if (end < words.length) {
      const earliest = start + Math.ceil(size / 2);
      let cut = end;
      while (cut > earliest && !endsSentence(words[cut - 1]!)) cut--;
      if (endsSentence(words[cut - 1]!)) end = cut;
    }
    found.push(words.slice(start, end));
    start = end;
  }
  return found;
}

function endsSentence(word: string): boolean {
  return /([.!?]["'\])]*|\n)$/.test(word);
}

function groups<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** Chinese is written without spaces. Japanese has Han characters too, but never without kana for long. */
function looksChinese(text: string): boolean {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const kana = text.match(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  const otherLetters = (text.match(/\p{L}/gu)?.length ?? 0) - han - kana;
  return kana === 0 && han > otherLetters / 5; // a Latin word has about five letters
}

/**
 * Clauses, or what is short enough: the word segmenter takes time by the square of the length, and no word
 * crosses a mark. Joined they are the text again.
 */
const clause = /[^\n.!?,;:]{1,400}[\n.!?,;:]*|[\n.!?,;:]+/gu;

/** Words with the punctuation and spaces that follow them; joined they are the text again. */
function chineseWords(text: string): readonly string[] {
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  const words: string[] = [];
  for (const [part] of text.matchAll(clause)) {
    for (const { segment, isWordLike } of segmenter.segment(part)) {
      if (words.length > 0 && !isWordLike) words[words.length - 1] += segment;
      else words.push(segment);
    }
  }
  return words;
}
