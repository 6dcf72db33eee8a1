import { formatBytes } from '../src/core/data/units';
import type { Manifest } from '../src/core/package/manifest';
import { byteLengthOf, canClone } from '../src/core/package/model-package';
import { storedByteLength } from '../src/core/package/packed-shard';
import { english } from '../src/core/sentence';

/**
 * The README.md of a packed model, with the header that hubs read.
 * @param url where the folder will be served from; null when that is not known.
 */
export function modelCard(manifest: Manifest, url: string | null): string {
  const { title, notice, licence, origin, precision, voices, spec } = manifest;
  const facts: readonly (readonly [string, string])[] = [
    ['family', spec.language.family],
    ['stored as', precision],
    [
      'size',
      `${english(formatBytes(byteLengthOf(manifest)))}, of which ${english(formatBytes(storedByteLength(manifest)))} are fetched`,
    ],
    ['preset voices', voices.map(({ name }) => name).join(', ') || 'none'],
    ['voice cloning', canClone(manifest) ? 'yes' : 'no, the encoder is left out'],
    ['licence', licence.mustAccept ? `${licence.name}; it is to be accepted before use` : licence.name],
  ];
  const address = url ?? '<address of this folder>';
  return [
    header(manifest),
    `# ${title}`,
    'A model package of Pagevoice: speech inside a web page, with nothing sent anywhere.',
    ...(notice === '' ? [] : [notice]),
    table(['', ''], facts),
    '## Use',
    `Open a page of Pagevoice with \`?model=${address}\`, or enter that address there under *Add a model*. In a page of your own:`,
    `\`\`\`js\nconst voice = await createPagevoice({ model: '${address}' });\n\`\`\``,
    'The server has to allow requests of other sites (CORS), and should answer byte ranges.',
    '## Origin',
    table(['what', 'from'], Object.entries(origin)),
    '## Integrity',
    '`manifest.json` names the SHA-256 of every file, and programs compare them while they load. `sha256sum -c SHA256SUMS` does the same by hand.',
    '## Licence',
    `${licence.name}. The whole text is in \`LICENSE\`.`,
    '',
  ].join('\n\n');
}

/** YAML, whose texts are written as JSON: that is YAML too, whatever they hold. */
function header({ licence, origin }: Manifest): string {
  const base = /^[\w.-]+\/[\w.-]+(?= at )/.exec(origin.checkpoint ?? '')?.[0];
  const lines = [
    'library_name: pagevoice',
    'pipeline_tag: text-to-speech',
    'license: other',
    `license_name: ${JSON.stringify(licence.name)}`,
    'license_link: LICENSE',
    ...(base === undefined ? [] : [`base_model: ${JSON.stringify(base)}`]),
  ];
  return `---\n${lines.join('\n')}\n---`;
}

function table(head: readonly [string, string], rows: readonly (readonly [string, string])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), '|---|---|', ...rows.map(line)].join('\n');
}

/** A text of a stranger's manifest that stays in its cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
