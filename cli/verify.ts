import { english } from '../src/core/sentence';
import { type CheckResult, verifyModel } from '../src/core/verify/verify-model';
import { folderPackage } from '../src/platform/node/folder-files';
import { openNodeModel } from '../src/platform/node/node-model';
import { type Command, parseWords, WrongUsage } from './command';
import { recordLanguageTest } from './record-language-test';

const options = {
  record: { help: 'runs the language model once and records in the manifest how it answers' },
} as const;

const marks: Readonly<Record<CheckResult['state'], string>> = {
  passed: 'ok',
  failed: 'FAILED',
  skipped: 'not checked',
};

export const verifyCommand: Command = {
  synopses: ['<package folder> [--record]'],
  description: `Checks the manifest, the bytes of every file, what the codec makes of fixed codes, how the language model
answers a fixed prompt, if that was recorded, and, for the published Higgs Audio V2, how often it
answers as recorded. Exit code 1 when a check failed or could not be made.`,
  options,
  async run(words, { output }, signal) {
    const { values, positionals } = parseWords(options, words);
    const [folder, ...rest] = positionals;
    if (folder === undefined || rest.length > 0) throw new WrongUsage('Name one package folder.');
    if (values.record) output.write(`${await recordLanguageTest(folder, signal)}\n`);
    const source = folderPackage(folder);
    let isWhole = true;
    let dispose = async () => {};
    const open = async () => {
      const loaded = await openNodeModel(source, signal);
      dispose = () => loaded.dispose();
      return { ...loaded.networks, tokenizer: loaded.tokenizer, target: loaded.info.graphTarget };
    };
    try {
      for await (const step of verifyModel(source, open, signal)) {
        if (step.state === 'running') continue;
        const { check, state, detail } = step;
        output.write(`${check.padEnd(10)} ${marks[state].padEnd(12)} ${english(detail)}\n`);
        if (state === 'failed') isWhole = false;
      }
    } finally {
      await dispose();
    }
    return isWhole ? 0 : 1;
  },
};
