import type { CheckpointFiles } from '../checkpoint/checkpoint-files';
import { readWhole } from '../checkpoint/tensor-catalogue';
import { MAX_CONFIG_BYTES, MAX_LICENCE_BYTES, MAX_TOKENIZER_BYTES } from '../data/size-limits';
import { Fields, parseJson, pathRefusals } from '../data/untrusted-json';
import { fail } from '../failure';
import { familyTraits } from '../model/families';
import type { ModelFamily, ModelSpec } from '../model/model-spec';
import type { Aliases, GenerationDefaults, Licence, PresetVoice } from '../package/manifest';
import { familyAliases, parseAliases } from '../package/parse-aliases';
import { parseSpeechProfile } from '../package/parse-speech-profile';
import { parseVoice } from '../package/preset-voices';
import { say, type Words } from '../sentence';
import type { SpeechProfile } from '../text/speech-profile';

/** @returns the parsed JSON of a small file, or null when there is no such file. */
export async function readJson(files: CheckpointFiles, file: string, signal: AbortSignal): Promise<unknown> {
  if ((await files.byteLength(file)) === null) return null;
  const bytes = await readWhole(files, file, MAX_CONFIG_BYTES, signal);
  const refuse = (cause: unknown): never =>
    fail('bad-checkpoint', say`The file ${file} is not valid JSON. Download it again.`, { file }, cause);
  return parseJson(bytes, refuse);
}

export async function readRequiredJson(
  files: CheckpointFiles,
  file: string,
  what: string,
  signal: AbortSignal,
): Promise<unknown> {
  const value = await readJson(files, file, signal);
  if (value !== null) return value;
  return fail('bad-checkpoint', say`The ${what} folder has no ${file}. Download it into that folder.`, {
    file,
  });
}

export type NamedBytes = { readonly file: string; readonly bytes: Uint8Array };

export async function readTokenizerFiles(files: CheckpointFiles, signal: AbortSignal): Promise<NamedBytes[]> {
  const found: NamedBytes[] = [];
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja']) {
    if ((await files.byteLength(file)) === null) continue;
    found.push({ file, bytes: await readWhole(files, file, MAX_TOKENIZER_BYTES, signal) });
  }
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) {
    if (!found.some((entry) => entry.file === file)) {
      fail(
        'bad-checkpoint',
        say`The checkpoint folder has no ${file}. Download it into that folder, or name the folder that has it.`,
        { file },
      );
    }
  }
  return found;
}

/**
 * Sampling defaults from generation_config.json; where it is silent, those of the family's published script.
 * `scene_prompt` is our own addition, for models that were not trained with scenes. Source: higgs-audio.md C.7.
 */
export async function readDefaults(
  files: CheckpointFiles,
  family: ModelFamily,
  signal: AbortSignal,
): Promise<GenerationDefaults> {
  const { sampling } = familyTraits[family];
  const config = await readJson(files, 'generation_config.json', signal);
  const refusals = pathRefusals((field, reason) =>
    fail('bad-checkpoint', say`generation_config.json: "${field}" ${reason}.`),
  );
  const fields = new Fields(config ?? {}, '', refusals);
  const number = (key: string, fallback: number, min: number, max: number): number =>
    fields.has(key) ? fields.number(key, min, max) : fallback;
  const whole = (key: string, fallback: number, min: number, max: number): number =>
    Math.round(number(key, fallback, min, max));
  const scene = fields.value('scene_prompt');
  return {
    temperature: fields.value('do_sample') === false ? 0 : number('temperature', 1, 0, 100),
    topK: whole('top_k', 50, 0, 2 ** 16),
    topP: number('top_p', 0.95, 0, 1),
    maxNewColumns: whole('max_new_tokens', 2048, 1, 2 ** 22),
    rasWindowLength: whole('ras_win_len', sampling.rasWindowLength, 0, 2 ** 16),
    rasMaxRepeats: whole('ras_win_max_num_repeat', sampling.rasMaxRepeats, 0, 2 ** 16),
    scenePrompt: scene === null || typeof scene === 'string' ? scene : sampling.scenePrompt,
  };
}

/** @param value parsed voices.json, or null for none. */
export function parseVoices(value: unknown, spec: ModelSpec): readonly PresetVoice[] {
  if (value === null || value === undefined) return [];
  const fields = new Fields({ voices: value }, '', refusalsIn(say`The list of voices`));
  return fields.objects('voices', 1024, (voice) => parseVoice(voice, spec.language.codebooks));
}

/** @param value parsed aliases.json, or null for none. */
export function parseAliasTable(
  value: unknown,
  voices: readonly PresetVoice[],
  family: ModelFamily,
): Aliases {
  if (value === null || value === undefined) return familyAliases(family);
  return parseAliases(new Fields(value, '', refusalsIn('aliases.json')), voices);
}

/** @param value parsed speech.json, or null for none. */
export function parseSpeech(value: unknown): SpeechProfile | null {
  if (value === null || value === undefined) return null;
  return parseSpeechProfile(new Fields(value, '', refusalsIn('speech.json')));
}

function refusalsIn(file: Words) {
  return pathRefusals((field, reason) =>
    fail('bad-checkpoint', say`${file} is not valid: ${field} ${reason}.`),
  );
}

/**
 * The licences that lie beside the weights; shown with the model.
 * @param otherwise what is known of the terms of a checkpoint without its licence.
 */
export async function readLicence(
  folders: readonly CheckpointFiles[],
  otherwise: Pick<Licence, 'name' | 'text'> | null,
  signal: AbortSignal,
): Promise<Pick<Licence, 'name' | 'text'>> {
  const texts: string[] = [];
  for (const files of folders) {
    const file = (await files.list()).find((name) => /^licen[cs]e(\.(md|txt))?$/i.test(name));
    if (file === undefined) {
      if (files === folders[0] && otherwise) texts.push(`${otherwise.name}\n\n${otherwise.text}`);
      continue;
    }
    const text = new TextDecoder().decode(await readWhole(files, file, MAX_LICENCE_BYTES, signal)).trim();
    if (!texts.includes(text)) texts.push(text);
  }
  const firstLine = texts[0]?.split('\n').find((line) => line.trim() !== '');
  return {
    name:
      firstLine
        ?.replace(/^[#\s]+/, '')
        .trim()
        .slice(0, 200) ?? 'not stated',
    text: texts.join('\n\n'),
  };
}
