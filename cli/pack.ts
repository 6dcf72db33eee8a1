import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { formatBytes, MEGABYTE } from '../src/core/data/units';
import { repackPackage } from '../src/core/importer/repack-package';
import type { Manifest } from '../src/core/package/manifest';
import { filesOf, openPackage } from '../src/core/package/model-package';
import { type PackageWriter, writeWhole } from '../src/core/package/package-writer';
import { storedByteLength } from '../src/core/package/packed-shard';
import { english } from '../src/core/sentence';
import { deflateBlock } from '../src/platform/node/deflate-block';
import { folderPackage } from '../src/platform/node/folder-files';
import { folderPackageWriter } from '../src/platform/node/folder-package-writer';
import { nativeSha256 } from '../src/platform/node/native-sha256';
import { type Command, parseWords, type Streams, WrongUsage } from './command';
import { listModel } from './list-model';
import { modelCard } from './model-card';
import { progressBar } from './progress-bar';

/** Below the 100 MB that some hosts take of a file, and small enough for any cache. */
const SHARD_MEGABYTES = 64;
const LEAST_SHARD_MEGABYTES = 1;
/** The importer's own: one fetch and one buffer of a browser. */
const MOST_SHARD_MEGABYTES = 512;

const options = {
  out: { value: '<folder>', help: 'where the packed folder goes; must not exist yet' },
  'shard-mb': {
    value: '<number>',
    help: `the longest file in MB, ${LEAST_SHARD_MEGABYTES} to ${MOST_SHARD_MEGABYTES}; default ${SHARD_MEGABYTES}. Some hosts take no file above 25 MB, others none above 100 MB`,
  },
  url: { value: '<address>', help: 'where the folder will be served from; the README then links to it' },
} as const;

export const packCommand: Command = {
  synopses: ['<package folder> --out <folder>'],
  description: `Makes a model package ready for a hub or any static host: short files, packed where that saves at
least 8 %, a README with licence and origin, checksums, and, where a list of models lies beside the
folder (public/models), an entry in it.`,
  options,
  async run(words, streams, signal) {
    const { values, positionals } = parseWords(options, words);
    const [folder, ...rest] = positionals;
    if (folder === undefined || rest.length > 0) throw new WrongUsage('Name one package folder.');
    if (values.out === undefined) throw new WrongUsage('Say where the packed folder goes with --out.');
    const shardBytes = shardBytesOf(values['shard-mb']);
    const url = values.url === undefined ? null : servedAt(values.url);
    const manifest = await packInto(folder, values.out, shardBytes, url, streams, signal);
    streams.output.write(
      `${manifest.title} is in ${values.out}: ${filesOf(manifest).length + 4} files, ${english(formatBytes(storedByteLength(manifest)))}.\n`,
    );
    streams.output.write(await listed(values.out, manifest));
    return 0;
  },
};

function shardBytesOf(word: string | undefined): number {
  const megabytes = Number(word ?? SHARD_MEGABYTES);
  const isRight = Number.isInteger(megabytes) && megabytes >= LEAST_SHARD_MEGABYTES;
  if (isRight && megabytes <= MOST_SHARD_MEGABYTES) return megabytes * MEGABYTE;
  throw new WrongUsage(
    `--shard-mb is a whole number from ${LEAST_SHARD_MEGABYTES} to ${MOST_SHARD_MEGABYTES}, not "${word}".`,
  );
}

/** The address as it may stand in a query and between quotes. */
function servedAt(word: string): string {
  const url = URL.canParse(word) ? new URL(word) : null;
  if (url && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '')
    return url.href.replaceAll("'", '%27').replaceAll('`', '%60');
  throw new WrongUsage(`--url is the address of a folder, https://… without ? and #, not "${word}".`);
}

async function packInto(
  folder: string,
  out: string,
  shardBytes: number,
  url: string | null,
  { errors }: Streams,
  signal: AbortSignal,
): Promise<Manifest> {
  const source = folderPackage(folder);
  const { manifest } = await openPackage(source, signal);
  const sums = new Map<string, string>();
  const writer = summing(await folderPackageWriter(out), sums);
  const draw = progressBar(errors);
  try {
    const run = repackPackage(source, manifest, writer, shardBytes, deflateBlock, signal, nativeSha256);
    for (;;) {
      const { done, value } = await run.next();
      if (done) {
        await writeBeside(value, url, sums, writer, signal);
        await writer.commit(signal);
        return value;
      }
      draw({ subject: '', done: value.doneBytes, total: value.totalBytes });
    }
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** Files for people and hosts beside a package; no program of ours reads them. */
async function writeBeside(
  manifest: Manifest,
  url: string | null,
  sums: ReadonlyMap<string, string>,
  writer: PackageWriter,
  signal: AbortSignal,
): Promise<void> {
  const { licence } = manifest;
  const write = (file: string, text: string) =>
    writeWhole(writer, file, new TextEncoder().encode(text), signal);
  await write('README.md', modelCard(manifest, url));
  await write('LICENSE', `${licence.text || licence.name}\n`);
  await write('SHA256SUMS', [...sums].map(([file, sum]) => `${sum}  ${file}\n`).join(''));
}

/** Keeps the SHA-256 of every file as it is written. */
function summing(writer: PackageWriter, sums: Map<string, string>): PackageWriter {
  return {
    async create(file, signal) {
      const output = await writer.create(file, signal);
      const hash = createHash('sha256');
      return {
        write(bytes, stop) {
          hash.update(bytes);
          return output.write(bytes, stop);
        },
        async close() {
          await output.close();
          sums.set(file, hash.digest('hex'));
        },
      };
    },
    commit: (signal) => writer.commit(signal),
    abort: () => writer.abort(),
  };
}

/** @returns a sentence on the list of models beside the folder, or the entry that such a list needs. */
async function listed(out: string, manifest: Manifest): Promise<string> {
  const told = await listModel(out, manifest);
  if (told !== null) return `${told}\n`;
  const { id, title } = manifest;
  const entry = JSON.stringify({ id, title, path: basename(resolve(out)) });
  return `A site that offers it has this entry in models/index.json: ${entry}\n`;
}
