import { requireKnownFields } from '../api/body-fields';
import { isGivenFile } from '../api/given-file';
import type { CodeGrid } from '../codec/code-grid';
import type { Fields } from '../data/untrusted-json';
import { namedVoices } from './asked-fields';
import { isFile } from './call-fields';
import type { VoiceAsk } from './speech-ask';

const MAX_TRANSCRIPT = 10_000;
const MAX_REFERENCES = 16;
const MAX_CODEBOOKS = 64;
/** A minute at 25 frames a second, as of presets. */
const MAX_FRAMES = 1500;

/** `ref_audio` and `ref_text`: a recording with what it says, or names of voices. */
export function referenceOf(fields: Fields): readonly VoiceAsk[] {
  const field = 'ref_audio';
  if (!fields.has(field)) {
    if (fields.has('ref_text')) fields.refuse('ref_text', 'says what ref_audio says, which is missing');
    return [];
  }
  const transcript = fields.has('ref_text') ? fields.text('ref_text', MAX_TRANSCRIPT) : '';
  const file = fields.value(field);
  if (isFile(file)) return [{ type: 'recording', file, transcript, field }];
  if (typeof file !== 'string' || file.trim() === '')
    return fields.unexpected(field, 'a recording as a file, base64 or a data address, or names of voices');
  if (isGivenFile(file)) return [{ type: 'recording', file, transcript, field }];
  if (transcript !== '') fields.refuse('ref_text', 'is for a recording, and ref_audio names voices');
  return namedVoices(fields, field, file);
}

/** `references`, a recording or its codes for each speaker. Source: sglang-omni, speech request. */
export function referenceList(fields: Fields): readonly VoiceAsk[] {
  if (!fields.has('references')) return [];
  return fields.objects('references', MAX_REFERENCES, (entry): VoiceAsk => {
    requireKnownFields(entry, ['audio_path', 'audio', 'text', 'vq_codes']);
    const given = ['vq_codes', 'audio', 'audio_path'].filter((key) => entry.has(key));
    if (given.length > 1)
      entry.refuse(given.at(-1)!, `stands beside ${given[0]}; send one of them for each speaker`);
    const transcript = entry.has('text') ? entry.text('text', MAX_TRANSCRIPT) : '';
    if (entry.has('vq_codes')) {
      const grid = codesOf(entry, 'vq_codes');
      return { type: 'codes', grid, transcript, field: `${entry.place}vq_codes` };
    }
    const key = entry.has('audio') ? 'audio' : 'audio_path';
    const file = entry.value(key);
    if (typeof file !== 'string') return entry.unexpected(key, 'a recording as base64 or a data address');
    return { type: 'recording', file, transcript, field: `${entry.place}${key}` };
  });
}

/** `[codebook][frame]` */
function codesOf(entry: Fields, key: string): CodeGrid {
  const rows = entry.list(key, MAX_CODEBOOKS);
  const frameCount = Array.isArray(rows[0]) ? rows[0].length : 0;
  const isRow = (row: unknown): row is number[] =>
    Array.isArray(row) && row.length === frameCount && row.every((code) => Number.isInteger(code));
  if (frameCount < 1 || frameCount > MAX_FRAMES || !rows.every(isRow))
    return entry.refuse(
      key,
      `must be a list of whole numbers for each codebook, all as long, of 1 to ${MAX_FRAMES} frames`,
    );
  return { codes: Int32Array.from(rows.flat()), codebookCount: rows.length, frameCount };
}
