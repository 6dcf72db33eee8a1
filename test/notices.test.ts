import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderThirdPartyNotices } from '../scripts/third-party-notices';

test('the third-party notices are those of the installed packages', () => {
  const written = readFileSync('THIRD-PARTY-NOTICES.md', 'utf8');
  expect(written, 'run "npm run notices"').toBe(renderThirdPartyNotices('.'));
});

test('the notices name every production dependency', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const written = readFileSync('THIRD-PARTY-NOTICES.md', 'utf8');
  for (const [name, version] of Object.entries(manifest.dependencies))
    expect(written).toContain(`## ${name} ${version}`);
});
