import { bodyFields, jsonFields } from '../api/body-fields';
import type { ApiCall, ApiFile } from '../api/exchange';
import type { Fields } from '../data/untrusted-json';

/** Fields that are texts also where they look like numbers. */
const texts = new Set([
  'input',
  'model',
  'voice',
  'instructions',
  'scene_prompt',
  'ref_audio',
  'ref_text',
  'response_format',
  'stream_format',
  'language',
  'lang_code',
  'task_type',
  'chunk_method',
  'end_rule',
  'codec_mode',
  'delivery',
]);

/** Fields of a call that comes as JSON or as a form, whose texts are read as what they spell. */
export async function callFields(call: ApiCall): Promise<Fields> {
  const body = await call.body();
  if (body.type !== 'form') return jsonFields({ ...call, body: async () => body });
  const values = [...body.fields].map(([key, value]): [string, unknown] => [
    key,
    typeof value === 'string' && !texts.has(key) ? spelled(value) : value,
  ]);
  return bodyFields(Object.fromEntries(values));
}

/** A file of a form, which JSON cannot hold. */
export function isFile(value: unknown): value is ApiFile {
  return typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Uint8Array;
}

function spelled(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
