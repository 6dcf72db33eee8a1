import { beforeAll, describe, expect, test } from 'vitest';
import type { CodecDecoder } from '../../../src/core/codec/codec';
import { languageFingerprint } from '../../../src/core/generation/language-self-test';
import type { Manifest, PackageSource } from '../../../src/core/package/manifest';
import { parseManifest } from '../../../src/core/package/parse-manifest';
import type { Prompt } from '../../../src/core/prompt/prompt';
import { english } from '../../../src/core/sentence';
import { isPublishedShape, publishedPrompt } from '../../../src/core/verify/greedy-agreement';
import { publishedColumns } from '../../../src/core/verify/published-columns';
import { type CheckResult, verifyModel } from '../../../src/core/verify/verify-model';
import { letterTokenizer } from '../../fakes/letter-tokenizer';
import { ScriptedLanguageModel } from '../../fakes/scripted-language-model';
import { publishedShapes } from '../../toy/published-shapes';
import { tiniestShape } from '../../toy/toy-shape';
import { toyPackage } from '../../toy-model';

const { signal } = new AbortController();
const tokenizer = letterTokenizer();

let toy: PackageSource;
let manifest: Manifest;
beforeAll(async () => {
  const language = { ...tiniestShape.language, layerCount: publishedShapes['3b'].language.layerCount };
  const made = await toyPackage({ seed: 1, precision: 'q4', shape: { ...tiniestShape, language } });
  toy = made.source;
  manifest = made.manifest;
});

/** Tiny weights under the numbers of the published model. */
function publishedManifest(): Manifest {
  const { feedForwardSize: size, ...language } = publishedShapes['3b'].language;
  const spec = {
    ...manifest.spec.language,
    ...language,
    feedForward: { type: 'dual', textSize: size, audioSize: size },
    vocabularySize: 128_256,
    codebooks: { codebookCount: 8, codebookSize: 1024, streamBos: 1024, streamEos: 1025 },
  } as const;
  return { ...manifest, spec: { ...manifest.spec, language: spec } };
}

function packageWith(changed: Manifest): PackageSource {
  const bytes = new TextEncoder().encode(JSON.stringify(changed));
  return {
    read: async (file, stop, offset, byteLength) =>
      file === 'manifest.json' ? bytes : await toy.read(file, stop, offset, byteLength),
  };
}

/** Answers as recorded, `shift` codes aside. */
class RecordedModel extends ScriptedLanguageModel {
  prompt: Prompt | null = null;

  constructor(spec: Manifest['spec']['language'], shift: number) {
    const codeOf = (column: number, codebook: number) => publishedColumns[column]![codebook]! + shift;
    super(spec, (column, codebook, code) => (code === codeOf(column, codebook) ? 10 : 0));
  }

  override prefill(prompt: Prompt): Promise<Float32Array> {
    this.prompt = prompt;
    return super.prefill(prompt);
  }
}

async function verify(changed: Manifest, shift = 0) {
  const model = new RecordedModel(changed.spec.language, shift);
  const codec: CodecDecoder = {
    spec: changed.spec.codec,
    decode: () => Promise.reject(new Error('a package without a self-test runs no codec')),
    openClip: () => {
      throw new Error('the check decodes in one go');
    },
    dispose: async () => {},
  };
  const results: CheckResult[] = [];
  for await (const step of verifyModel(
    packageWith(changed),
    async () => ({ model, codec, tokenizer, target: 'cpu-f32' as const }),
    signal,
  )) {
    if (step.state !== 'running') results.push(step);
  }
  return { model, results, states: results.map(({ check, state }) => `${check} ${state}`) };
}

test('the prompt of the recording is the one that its source renders', () => {
  // Source: higgs-audio.md C.3 (1).
  const rendered =
    '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nGenerate audio following instruction.\n\n<|scene_desc_start|>\nAudio is recorded from a quiet room.\n<|scene_desc_end|><|eot_id|><|start_header_id|>user<|end_header_id|>\n\nThe sun rises in the east and sets in the west.<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n<|audio_out_bos|>';
  const { language } = publishedManifest().spec;
  const prompt = publishedPrompt(language, tokenizer);
  expect(tokenizer.decode([...prompt.tokenIds])).toBe(rendered);
  expect([...prompt.columnAt].every((column) => column === -1)).toBe(true);
});

describe('a package of the published shape', () => {
  test('passes when it answers as recorded, asked with that prompt', async () => {
    const published = publishedManifest();
    expect(parseManifest(JSON.parse(JSON.stringify(published)))).toEqual(published);
    expect(isPublishedShape(published.spec.language)).toBe(true);
    const { model, results, states } = await verify(published);
    expect(states).toEqual(['structure passed', 'files passed', 'codec skipped', 'answers passed']);
    expect(english(results.at(-1)!.detail)).toMatch(
      /^100 % of 350 recorded codes are the likeliest.* 14 may/,
    );
    expect(model.prompt).toEqual(publishedPrompt(published.spec.language, tokenizer));
    expect(model.fed).toEqual(publishedColumns.slice(0, 49));
  });

  test('fails when it answers otherwise', async () => {
    const { results, states } = await verify(publishedManifest(), -1);
    expect(states.at(-1)).toBe('answers failed');
    expect(english(results.at(-1)!.detail)).toMatch(/these are others, or are damaged/);
  });
});

describe('a package with a recorded answer to a fixed prompt', () => {
  const recorded = async () => {
    const model = new RecordedModel(manifest.spec.language, 0);
    return { ...manifest, languageTest: await languageFingerprint(model, signal) };
  };

  test('passes when the language model still gives it', async () => {
    const { states, results } = await verify(await recorded());
    expect(states.slice(2)).toEqual(['codec skipped', 'language passed', 'answers skipped']);
    expect(english(results[3]!.detail)).toMatch(/as it was when the package was made \(equal\)/);
  });

  test('fails when other graphs, or another device, give another one', async () => {
    const { languageTest } = await recorded();
    const logits = languageTest.logits.map((logit) => logit + 1);
    const { states, results } = await verify({ ...manifest, languageTest: { level: 2, logits } });
    expect(states).toContain('language failed');
    expect(english(results[3]!.detail)).toMatch(/otherwise than when .* \(0 dB above/);
  });
});

test('of another shape no answers are known: it is asked nothing', async () => {
  const { model, states } = await verify(manifest);
  expect(states.at(-1)).toBe('answers skipped');
  expect(model.fed).toEqual([]);
});
