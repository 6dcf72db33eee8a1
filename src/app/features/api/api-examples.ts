const BODY_TEXT = 'Hello from this page.';

/** @param address up to `/v1`. @param hasKey whether calls must show the key. */
export function fetchExample(address: string, model: string, hasKey: boolean): string {
  const headers = hasKey
    ? `{ 'content-type': 'application/json', authorization: 'Bearer <key>' }`
    : `{ 'content-type': 'application/json' }`;
  return `const reply = await fetch('${address}/audio/speech', {
  method: 'POST',
  headers: ${headers},
  body: JSON.stringify({ model: '${model}', voice: 'default', input: '${BODY_TEXT}', response_format: 'wav' }),
});
new Audio(URL.createObjectURL(await reply.blob())).play();`;
}

export function openAiExample(address: string, model: string, hasKey: boolean): string {
  return `import OpenAI from 'openai';

const client = new OpenAI({
  baseURL: '${address}',
  apiKey: '${hasKey ? '<key>' : 'unused'}',
  dangerouslyAllowBrowser: true,
});
const reply = await client.chat.completions.create({
  model: '${model}',
  modalities: ['text', 'audio'],
  audio: { voice: 'default', format: 'wav' },
  messages: [{ role: 'user', content: '${BODY_TEXT}' }],
});
// reply.choices[0].message.audio.data is a WAV file in base64`;
}
