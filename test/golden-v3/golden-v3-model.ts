import type { CheckpointFiles } from '../../src/core/checkpoint/checkpoint-files';
import { importModel } from '../../src/core/importer/import-model';
import type { LanguageSpec } from '../../src/core/model/model-spec';
import type { Precision } from '../../src/core/package/manifest';
import { MemoryPackage } from '../../src/core/package/memory-package';
import { type ModelPackage, openPackage } from '../../src/core/package/model-package';
import { buildPrompt } from '../../src/core/prompt/build-prompt';
import { promptFormat } from '../../src/core/prompt/family-format';
import type { Prompt } from '../../src/core/prompt/prompt';
import type { PromptPiece } from '../../src/core/prompt/render';
import { type Turn, type TurnPart, textTurn } from '../../src/core/prompt/turn';
import { folderCheckpoint } from '../../src/platform/node/folder-files';
import { everyLicence } from '../fakes/licences';
import { gridOf, never } from '../golden/golden-model';
import { type PromptCase, pathInSecondSet, promptsFile, tokenizer, v3 } from './golden-v3';

/** `carried`: the codec inside the checkpoint, rounded to 16 bits; `apart`: the codec that the set of V2 has, in 32. */
export type CodecChoice = 'carried' | 'apart';

/** The golden checkpoint through the importer. */
export async function importV3(
  codec: CodecChoice = 'carried',
  precision: Precision = 'f32',
): Promise<ModelPackage> {
  const target = new MemoryPackage();
  const folder = folderCheckpoint(pathInSecondSet('codec-hf'));
  const run = importModel(
    {
      checkpoint: folderCheckpoint(v3.path('model')),
      tokenizer: folderCheckpoint(v3.path('text-tokenizer')),
      codec: codec === 'apart' ? folder : configOf(folder),
      precision,
      acceptedLicences: everyLicence,
      id: 'golden-v3',
      title: 'Golden checkpoint of V3',
    },
    target,
    never,
  );
  while (!(await run.next()).done);
  return openPackage(target, never);
}

/** The folder as it is where somebody has the codec's config alone. */
function configOf(folder: CheckpointFiles): CheckpointFiles {
  return { ...folder, list: async () => ['config.json'] };
}

export function promptCase(id: string): PromptCase {
  const found = promptsFile.prompts.find((one) => one.id === id);
  if (!found) throw new Error(`prompts.json has no prompt ${id}.`);
  return found;
}

/** The turns that a request with these voices and this text has, text as it is. */
export function piecesOf({ text, references }: PromptCase): readonly PromptPiece[] {
  const spoken = references.map(({ reference, transcript }): Turn => {
    const said: TurnPart[] = transcript === null ? [] : [{ type: 'text', text: transcript }];
    const grid = gridOf(promptsFile.references[reference]!.codes);
    return { role: 'reference', parts: [...said, { type: 'audio', grid }] };
  });
  return promptFormat('higgs-audio-v3').render([...spoken, textTurn('user', text)]);
}

export function promptOf(one: PromptCase, spec: LanguageSpec): Prompt {
  return buildPrompt(piecesOf(one), tokenizer, spec);
}
