import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ApiHost } from '../../../src/core/api/api-host';
import { isApiPath, isOpenAiPath } from '../../../src/core/api/api-paths';
import { speechFieldNames } from '../../../src/core/api/read-settings';
import type { Jobs } from '../../../src/core/jobs/jobs';
import { jobRoutes } from '../../../src/core/jobs/task-routes';
import { openAiRoutes } from '../../../src/core/openai/openai-routes';

const docs = readFileSync('docs/api.md', 'utf8');
// Routes are made of a host, and only their answers use it.
const openAi = openAiRoutes({} as ApiHost);
const jobs = jobRoutes({ host: {} } as Jobs);

test('docs/api.md has every route, and the ways in know each of them and the form of its errors', () => {
  expect(openAi.length + jobs.length).toBeGreaterThan(25);
  for (const { method, path, errors } of [...openAi, ...jobs]) {
    const written = path.replace('{id*}', '{id}');
    expect(docs, `${method} ${path}`).toContain(written);
    const example = written.replace('{id}', 'some-id');
    expect(isApiPath(example.slice(1)), path).toBe(true);
    expect(isOpenAiPath(example) ? 'openai' : 'problem', path).toBe(errors);
  }
});

test('docs/api.md has every field that sets how something is spoken', () => {
  for (const name of speechFieldNames) expect(docs, name).toContain(`\`${name}\``);
});
