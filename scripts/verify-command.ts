import { parseArgs } from 'node:util';
import { FailureError } from '../src/core/failure';
import { type CheckResult, verifyModel } from '../src/core/verify/verify-model';
import { folderPackage } from '../src/platform/node/folder-files';
import { openNodeModel } from './node-model';
import { recordLanguageTest } from './record-language-test';

const USAGE = `Usage: npm run verify -- <package folder> [--record]

  Checks the manifest, the bytes of every file, what the codec makes of fixed codes, how the language model
  answers a fixed prompt, if that was recorded, and, for the published Higgs Audio V2, how often it answers as
  recorded.

  --record  runs the language model once and records in the manifest how it answers
`;

const marks: Readonly<Record<CheckResult['state'], string>> = {
  passed: 'ok',
  failed: 'FAILED',
  skipped: 'not checked',
};

/** @returns the exit code: 0, or 1 when a check failed or could not be made. */
export async function runVerifyCommand(
  words: readonly string[],
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<number> {
  let isWhole = true;
  let dispose = async () => {};
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { help: { type: 'boolean' }, record: { type: 'boolean' } },
    });
    const [folder, ...rest] = positionals;
    if (values.help) {
      output.write(USAGE);
      return 0;
    }
    if (folder === undefined || rest.length > 0) throw new TypeError('Name one package folder.');
    if (values.record) output.write(`${await recordLanguageTest(folder, signal)}\n`);
    const source = folderPackage(folder);
    const open = async () => {
      const loaded = await openNodeModel(source, signal);
      dispose = () => loaded.dispose();
      return { ...loaded.networks, tokenizer: loaded.tokenizer, target: loaded.info.graphTarget };
    };
    for await (const step of verifyModel(source, open, signal)) {
      if (step.state === 'running') continue;
      const { check, state, detail } = step;
      output.write(`${check.padEnd(10)} ${marks[state].padEnd(12)} ${detail}\n`);
      if (state === 'failed') isWhole = false;
    }
    return isWhole ? 0 : 1;
  } catch (error) {
    const isTold = error instanceof FailureError || error instanceof TypeError;
    output.write(`${isTold ? error.message : String(error)}\n`);
    return 1;
  } finally {
    await dispose();
  }
}
