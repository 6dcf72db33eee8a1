// A static site as Eleventy, Astro or Hugo make one: pages and a layout become HTML, and the package's folder
// is copied as it is.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const layout = readFileSync('layout.html', 'utf8');

rmSync('_site', { recursive: true, force: true });
mkdirSync('_site');
for (const name of readdirSync('pages')) {
  const [title, ...paragraphs] = readFileSync(`pages/${name}`, 'utf8')
    .trim()
    .split(/\n{2,}/);
  const body = paragraphs.map((text) => `<p>${escapeMarkup(text)}</p>`).join('\n');
  const page = layout.replaceAll('{{ title }}', () => escapeMarkup(title)).replace('{{ body }}', () => body);
  writeFileSync(`_site/${name.replace(/\.txt$/, '.html')}`, page);
}
cpSync('assets', '_site', { recursive: true });
cpSync('node_modules/pagevoice', '_site/pagevoice', { recursive: true, dereference: true });

function escapeMarkup(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
