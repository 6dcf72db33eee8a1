import { expect, test } from 'vitest';
import { readZipDirectory } from '../../../src/core/checkpoint/zip-directory';
import { joinBytes } from '../../../src/core/data/join-bytes';
import { ZipWriter } from '../../../src/core/data/zip-writer';

const encoder = new TextEncoder();

function archiveOf(files: Readonly<Record<string, readonly string[]>>): Uint8Array<ArrayBuffer> {
  const zip = new ZipWriter();
  const sent: Uint8Array[] = [];
  for (const [name, parts] of Object.entries(files)) {
    sent.push(zip.begin(name));
    for (const part of parts.map((text) => encoder.encode(text))) {
      zip.add(part);
      sent.push(part);
    }
    sent.push(zip.end());
  }
  return joinBytes([...sent, zip.finish()]);
}

test('an archive that was written as its files came is read again', async () => {
  const archive = archiveOf({ 'empty.txt': [], 'größe.txt': ['1234', '56789'], 'last.srt': ['words'] });
  const files = {
    list: async () => ['a.zip'],
    byteLength: async () => archive.length,
    read: async (_: string, offset: number, length: number) => archive.slice(offset, offset + length),
  };
  const entries = await readZipDirectory(files as never, 'a.zip', new AbortController().signal);
  const texts = entries.map(({ name, offset, byteLength }) => [
    name,
    new TextDecoder().decode(archive.subarray(offset, offset + byteLength)),
  ]);
  expect(texts).toEqual([
    ['empty.txt', ''],
    ['größe.txt', '123456789'],
    ['last.srt', 'words'],
  ]);
  // The check value that is published for this checksum.
  const directory = new DataView(archive.buffer, archive.indexOf(0x50, entries[2]!.offset + 5 + 16));
  expect(directory.getUint32(0, true)).toBe(0x02014b50);
  const second = new DataView(archive.buffer, directory.byteOffset + 46 + 'empty.txt'.length);
  expect(second.getUint32(16, true)).toBe(0xcbf4_3926);
});

test('an archive with more files than it can list is refused with a sentence', () => {
  const zip = new ZipWriter();
  for (let count = 0; count < 65_535; count++) {
    zip.begin('a');
    zip.end();
  }
  expect(() => zip.begin('b')).toThrow('at most 65535 files. Cut the sound into fewer.');
});

test('calls in a wrong order are refused', () => {
  const zip = new ZipWriter();
  expect(() => zip.add(new Uint8Array(1))).toThrow(TypeError);
  zip.begin('a');
  expect(() => zip.begin('b')).toThrow('The file before is not ended.');
});
