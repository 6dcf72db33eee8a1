import { Fields, pathRefusals } from '../data/untrusted-json';
import { fail } from '../failure';
import { say, type Words } from '../sentence';
import { marks } from '../text/cut-text';
import type { CastMember, CastVoice } from './cast';
import type { Project } from './project';
import { PROJECT_FORMAT, PROJECT_VERSION, type ProjectWithTakes } from './project-file';
import type { MadeTake } from './project-store';
import type { Row } from './rows';
import type { Take, TakeCodes, TakePiece } from './take';
import { parseWrittenGrid } from './written-grid';

/** Caps: a text of a million characters has at most 250,000 sentences. */
const MAX_TEXT = 1_000_000;
const MAX_ROWS = 250_000;
const MAX_TAKES = 1_000_000;
const MAX_CAST = 1000;
const MAX_ID = 100;
const MAX_NAME = 500;
const MAX_COUNT = 2 ** 40;
const verdicts = ['good', 'short', 'long', 'cut', 'silent'] as const;

/**
 * Reads a project file.
 * @param text of the file.
 * @throws FailureError 'bad-request' that says what is wrong with it.
 */
export function parseProjectFile(text: string): ProjectWithTakes {
  const file = new Fields(parsed(text), '', pathRefusals(refuse));
  if (file.value('format') !== PROJECT_FORMAT) refuseKind();
  if (file.value('version') !== PROJECT_VERSION)
    fail(
      'bad-request',
      say`This project file is of another version of Pagevoice. Open it with the version that wrote it, or update this page.`,
    );
  const project = parseProject(file.object('project'));
  return { project, takes: file.objects('takes', MAX_TAKES, parseMade) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuseKind();
  }
}

function refuseKind(): never {
  return fail('bad-request', say`This file is no project of Pagevoice. Choose one that was exported here.`);
}

const refuse = (path: Words, reason: Words): never =>
  fail(
    'bad-request',
    say`The project file is damaged: ${path} ${reason}. Export it again where it came from.`,
  );

function parseProject(fields: Fields): Project {
  const draft = fields.object('draft');
  const settings = draft.object('settings');
  return {
    id: fields.text('id', MAX_ID),
    createdAtMs: fields.number('createdAtMs', 0, MAX_COUNT * 100),
    changedAtMs: fields.number('changedAtMs', 0, MAX_COUNT * 100),
    draft: {
      title: draft.text('title', MAX_NAME),
      text: draft.text('text', MAX_TEXT),
      cast: draft.objects('cast', MAX_CAST, parseMember),
      notSpeakers: draft.list('notSpeakers', MAX_CAST).map((name) => String(name).slice(0, MAX_NAME)),
      settings: Object.fromEntries(settings.keys.map((key) => [key, settings.value(key)])),
      rows: draft.objects('rows', MAX_ROWS, parseRow),
      shelf: draft.objects('shelf', MAX_ROWS, parseRow),
      endSeconds: draft.number('endSeconds', 0, 3600),
    },
    place: fields.has('place') ? parsePlace(fields.object('place')) : null,
  };
}

function parsePlace(fields: Fields): NonNullable<Project['place']> {
  return { rowId: fields.text('rowId', MAX_ID), seconds: fields.number('seconds', 0, MAX_COUNT) };
}

function parseMember(fields: Fields): CastMember {
  return { name: fields.text('name', MAX_NAME), voice: parseVoice(fields.object('voice')) };
}

function parseVoice(fields: Fields): CastVoice {
  const type = fields.choice('type', ['plain', 'preset', 'profile', 'codes']);
  if (type === 'preset') return { type, id: fields.text('id', MAX_NAME) };
  if (type === 'profile') return { type, description: fields.text('description', 10_000) };
  if (type === 'plain') return { type };
  return {
    type,
    grid: parseWrittenGrid(fields.object('grid')),
    transcript: fields.text('transcript', 100_000),
  };
}

function parseRow(fields: Fields): Row {
  return {
    id: fields.text('id', MAX_ID),
    chosenTakeId: fields.textOrNull('chosenTakeId', MAX_ID),
    from: fields.count('from', 0, MAX_TEXT),
    to: fields.count('to', 0, MAX_TEXT),
    text: fields.text('text', MAX_TEXT),
    speaker: fields.text('speaker', MAX_NAME),
    mark: fields.choice('mark', marks),
    pauseSeconds: fields.isNull('pauseSeconds') ? null : fields.number('pauseSeconds', 0, 3600),
    heading: fields.count('heading', 0, 6),
  };
}

function parseMade(fields: Fields): MadeTake {
  const take = parseTake(fields.object('take'));
  const codes: TakeCodes = fields.objects('codes', MAX_ROWS, parseWrittenGrid);
  if (codes.length !== take.pieces.length) fields.refuse('codes', say`are not one grid for each piece`);
  return { take, codes };
}

function parseTake(fields: Fields): Take {
  const settings = fields.object('settings');
  return {
    id: fields.text('id', MAX_ID),
    rowId: fields.text('rowId', MAX_ID),
    madeAtMs: fields.number('madeAtMs', 0, MAX_COUNT * 100),
    text: fields.text('text', MAX_TEXT),
    seed: fields.count('seed', 0, 2 ** 32 - 1),
    settings: Object.fromEntries(settings.keys.map((key) => [key, settings.value(key)])),
    voice: fields.text('voice', 200_000),
    model: fields.text('model', MAX_NAME),
    contextIds: fields.list('contextIds', 100).map((id) => String(id).slice(0, MAX_ID)),
    sampleRateHz: fields.count('sampleRateHz', 1, 384_000),
    sampleCount: fields.count('sampleCount', 0, MAX_COUNT),
    pieces: fields.objects('pieces', MAX_ROWS, parsePiece),
  };
}

function parsePiece(fields: Fields): TakePiece {
  return {
    sentence: fields.count('sentence', 0, MAX_ROWS),
    from: fields.count('from', 0, MAX_TEXT),
    to: fields.count('to', 0, MAX_TEXT),
    text: fields.text('text', MAX_TEXT),
    seed: fields.count('seed', 0, 2 ** 32 - 1),
    takeCount: fields.count('takeCount', 1, 1000),
    startSample: fields.count('startSample', 0, MAX_COUNT),
    sampleCount: fields.count('sampleCount', 0, MAX_COUNT),
    pauseSamples: fields.count('pauseSamples', 0, MAX_COUNT),
    verdict: fields.choice('verdict', verdicts),
  };
}
