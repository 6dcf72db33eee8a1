import assert from 'node:assert';
import { FailureError } from '../../../src/core/failure';
import { chunkText } from '../../../src/core/text/chunk-text';
import { cutText } from '../../../src/core/text/cut-text';
import { normaliseText } from '../../../src/core/text/normalise';
import { plainText } from '../../../src/core/text/plain-text';
import { saidText } from '../../../src/core/text/said-text';
import { tryCases } from '../../fakes/damaged-cases';
import { randomText } from '../../fakes/random-text';

const specialTokens = ['<|eot_id|>', '<|AUDIO_OUT|>'];

/** The trying thread of hostile-text.test.ts: the whole way of a text, up to the pieces that a voice says. */
void tryCases(async (number, random) => {
  const written = randomText(random, number % 50 === 0 ? 5000 : 200);
  const said = saidText(written, { language: 'en', rules: 'all', pronunciations: [] });
  const { pieces } = cutText(said.text, { maxWords: 25, maxSentences: 2, language: 'en' });
  let end = 0;
  for (const { from, to } of pieces) {
    assert(end <= from && from < to && to <= said.text.length, 'pieces stand behind one another');
    const range = said.writtenRange(from, to);
    assert(range.start >= 0 && range.start <= range.end && range.end <= written.length);
    end = to;
  }
  const refused: FailureError[] = [];
  for (const prepare of [normaliseText, (text: string, tokens: string[]) => plainText(text, tokens).text]) {
    try {
      const text = prepare(said.text, specialTokens);
      assert(specialTokens.every((token) => !text.includes(token)));
      for (const method of ['word', 'speaker', 'none'] as const)
        chunkText(text, { method, maxWords: 10, maxTurns: 2 });
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      refused.push(error);
    }
  }
  if (refused[0]) throw refused[0];
});
