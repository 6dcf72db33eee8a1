/** A named stretch of a sound. */
export type SoundChapter = {
  readonly title: string;
  readonly startSample: number;
  readonly endSample: number;
};

/** Words about a sound that its file carries. Empty texts are left out. */
export type SoundTags = {
  readonly title: string;
  readonly author: string;
  /** Title of the whole of which the file is a part. */
  readonly album: string;
  /** Number of the part, from 1; null for a whole. */
  readonly part: { readonly number: number; readonly count: number } | null;
  readonly chapters: readonly SoundChapter[];
  /** How the sound was made, as JSON. */
  readonly receipt: string;
};

/** Name under which files carry the receipt. */
export const RECEIPT_NAME = 'PAGEVOICE';

/** Vorbis comments, as FLAC and Ogg files have them. Source: xiph.org, "Ogg Vorbis comments", "Chapter Extension". */
export function vorbisComments(tags: SoundTags, sampleRateHz: number): Readonly<Record<string, string>> {
  const comments: Record<string, string> = {
    TITLE: tags.title,
    ARTIST: tags.author,
    ALBUM: tags.album,
    TRACKNUMBER: tags.part ? String(tags.part.number) : '',
    TRACKTOTAL: tags.part ? String(tags.part.count) : '',
    [RECEIPT_NAME]: tags.receipt,
  };
  for (const [index, { title, startSample }] of tags.chapters.entries()) {
    const name = `CHAPTER${String(index + 1).padStart(3, '0')}`;
    comments[name] = clock(startSample / sampleRateHz);
    comments[`${name}NAME`] = title;
  }
  return Object.fromEntries(Object.entries(comments).filter(([, text]) => text !== ''));
}

/** `01:02:03.456` */
function clock(seconds: number): string {
  return new Date(Math.round(1000 * seconds)).toISOString().slice(11, 23);
}
