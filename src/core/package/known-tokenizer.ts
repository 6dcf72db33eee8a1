import { quoted } from '../failure';
import { type Sentence, say } from '../sentence';

/**
 * Patterns with which the families' tokenizers split text into words. Others are not run: some take hours for
 * one line and cannot be stopped.
 */
const knownPatterns: ReadonlySet<unknown> = new Set([
  // Llama 3, the tokenizer of Higgs Audio V2
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
  // Qwen 2 and 3, the tokenizer of V3
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
]);

/** Allowed types of each tokenizer step; `list` is the key that holds the steps of a Sequence. */
const allowedSteps = {
  normalizer: { list: 'normalizers', known: ['NFC'] },
  pre_tokenizer: { list: 'pretokenizers', known: ['ByteLevel', 'Split'] },
  post_processor: { list: 'processors', known: ['ByteLevel', 'TemplateProcessing'] },
  decoder: { list: 'decoders', known: ['ByteLevel', 'Fuse'] },
} as const;

/** The published tokenizers have below 300 added tokens, and below 160,000 tokens. */
const MAX_ADDED_TOKENS = 65_536;
const MAX_SPECIAL_TOKENS = 4096;
const MAX_TOKENS = 2_000_000;
const MAX_STEPS = 16;

type Refuse = (reason: Sentence) => never;

/**
 * Accepts only the parts that the families' tokenizers have, so that no untrusted part runs without end.
 * @param tokenizer parsed tokenizer.json. @param config parsed tokenizer_config.json.
 * @param refuse is called with what is wrong with “the tokenizer”.
 */
export function refuseStrangeTokenizer(tokenizer: unknown, config: unknown, refuse: Refuse): void {
  const { model, added_tokens: added, ...steps } = objectOf(tokenizer, say`is not an object`, refuse);
  for (const step of Object.keys(allowedSteps) as (keyof typeof allowedSteps)[])
    refuseStrangeStep(step, steps[step], refuse);
  const { type, vocab } = objectOf(model, say`has no model`, refuse);
  if (type !== 'BPE') refuse(say`is of the type ${quoted(type)}; only BPE is read`);
  for (const id of Object.values(objectOf(vocab, say`has no vocabulary`, refuse))) {
    if (!isId(id)) refuse(say`has the token id ${quoted(id)}`);
  }
  for (const token of listOf(added, MAX_ADDED_TOKENS, 'added_tokens', refuse)) {
    const { id, content } = objectOf(token, say`has an added token that is not an object`, refuse);
    if (!isId(id) || typeof content !== 'string' || content === '') {
      refuse(say`has the added token ${quoted(token)}`);
    }
  }
  const { additional_special_tokens: special } = objectOf(
    config,
    say`has a config that is not an object`,
    refuse,
  );
  // The library compares each one with all others.
  listOf(special ?? [], MAX_SPECIAL_TOKENS, 'additional_special_tokens', refuse);
}

function refuseStrangeStep(step: keyof typeof allowedSteps, value: unknown, refuse: Refuse): void {
  if (value === null || value === undefined) return;
  const { list, known } = allowedSteps[step];
  const outer = objectOf(value, say`has a ${step} that is not an object`, refuse);
  const parts = outer.type === 'Sequence' ? listOf(outer[list], MAX_STEPS, list, refuse) : [outer];
  for (const part of parts) {
    const { type, pattern } = objectOf(part, say`has a ${step} that is not an object`, refuse);
    if (!(known as readonly unknown[]).includes(type)) {
      refuse(say`has a ${step} of the type ${quoted(type)}, which models of these families do not use`);
    }
    const regex = (pattern as { readonly Regex?: unknown } | null | undefined)?.Regex;
    if (type === 'Split' && !knownPatterns.has(regex)) {
      refuse(
        say`cuts text with the pattern ${quoted(regex ?? pattern)}, which models of these families do not use`,
      );
    }
  }
}

function listOf(value: unknown, maxLength: number, name: string, refuse: Refuse): readonly unknown[] {
  const isList = Array.isArray(value) && value.length <= maxLength;
  return isList ? (value as readonly unknown[]) : refuse(say`has no list of at most ${maxLength} ${name}`);
}

function objectOf(value: unknown, reason: Sentence, refuse: Refuse): Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : refuse(reason);
}

function isId(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < MAX_TOKENS;
}
