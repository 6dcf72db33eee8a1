import assert from 'node:assert';
import { createTextTokenizer } from '../../../src/platform/tokenizer/hugging-face-tokenizer';
import { tryCases } from '../../fakes/damaged-cases';
import { randomText } from '../../fakes/random-text';
import { damagedJson, greedyJson } from '../../toy/damaged-json';

/** A fifth of a real tokenizer.json: the heap of the thread is as small. */
const GREEDY_BYTES = 4 * 2 ** 20;

/** The trying thread of hugging-face-tokenizer.test.ts. @param sound tokenizer.json and tokenizer_config.json. */
void tryCases(async (number, random, [tokenizer, config]: readonly [string, string]) => {
  const damagesConfig = number >= 2 && random() < 0.2;
  const json = new TextEncoder();
  const bytes =
    number < 2
      ? greedyJson(number === 0 ? 'deep' : 'wide', GREEDY_BYTES)
      : damagesConfig
        ? json.encode(tokenizer)
        : damagedJson(tokenizer, random);
  const { encode, decode, specialTokens } = createTextTokenizer(
    bytes,
    damagesConfig ? damagedJson(config, random) : json.encode(config),
  );
  assert(specialTokens.every((token) => typeof token === 'string'));
  const ids = encode(`Hello world! ${randomText(random, 60)}`);
  assert(ids.every((id) => Number.isInteger(id) && id >= 0));
  assert(typeof decode(ids) === 'string');
});
