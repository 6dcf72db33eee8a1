import { describe, expect, test } from 'vitest';
import { bodyFields } from '../../../src/core/api/body-fields';
import { RefusedCall } from '../../../src/core/api/refused-call';
import { readMessages } from '../../../src/core/openai/chat-messages';
import { chatScene } from '../../../src/core/openai/chat-scene';
import { KeptReplies } from '../../../src/core/openai/kept-replies';

const replies = new KeptReplies({ nowMs: () => 0 });
const read = (...messages: object[]) => readMessages(bodyFields({ messages }), replies);
const user = (content: unknown) => ({ role: 'user', content });
const recording = (data = 'AAAA') => ({
  role: 'assistant',
  content: [{ type: 'input_audio', input_audio: { data, format: 'mp3' } }],
});

async function refusal(...messages: object[]) {
  try {
    await read(...messages);
  } catch (error) {
    expect(error).toBeInstanceOf(RefusedCall);
    return error as RefusedCall;
  }
  return expect.unreachable('nothing was refused');
}

describe('the messages of a chat', () => {
  test('in a row are one text, and so are the parts of one', async () => {
    const parts = [
      { type: 'text', text: 'One.' },
      { type: 'text', text: 'Two.' },
    ];
    expect(await read(user(parts), user('Three.'))).toMatchObject({
      text: 'One.\nTwo.\nThree.',
      scene: null,
    });
  });

  test('show a voice by what it says and its recording', async () => {
    const { text, voices } = await read(user('It says.'), recording(), user('Hello.'));
    expect(text).toBe('Hello.');
    const field = 'messages[1].content[0].input_audio.data';
    expect(voices).toEqual([{ type: 'recording', file: 'AAAA', transcript: 'It says.', field }]);
  });

  test('number the speakers by their tags, or else by their order', async () => {
    const files = async (...messages: object[]) =>
      (await read(...messages, user('[SPEAKER0] Hello.'))).voices.map(
        (voice) => 'file' in voice && voice.file,
      );
    const [one, two] = [recording('ONE1'), recording('TWO2')];
    expect(await files(user('[SPEAKER1] a'), one, user('[SPEAKER0] b'), two)).toEqual(['TWO2', 'ONE1']);
    expect(await files(user('a'), one, user('b'), two)).toEqual(['ONE1', 'TWO2']);
    const twice = await refusal(user('[SPEAKER0] a'), one, user('[SPEAKER0] b'), two, user('c'));
    expect(twice.message).toMatch(/more than one voice for \[SPEAKER0\]/);
    const none = await refusal(user('[SPEAKER1] a'), one, user('c'));
    expect(none.message).toMatch(/none for \[SPEAKER0\]/);
  });

  test.each([
    ['messages', /end with a message of the user/, [user('Hello.'), recording()]],
    ['messages', /at least one message/, []],
    ['messages[1].content', /has no sound/, [user('a'), { role: 'assistant', content: 'b' }, user('c')]],
    [
      'messages[0].content[0].type',
      /belongs into a message of the assistant/,
      [{ ...recording(), role: 'user' }],
    ],
    ['messages[0].audio.id', /no reply of the last hour/, [{ role: 'assistant', audio: { id: 'x' } }]],
  ])('that are wrong are refused at %s', async (field, sentence, messages) => {
    expect(await refusal(...messages)).toMatchObject({ field, message: expect.stringMatching(sentence) });
  });
});

describe('the scene of a system message', () => {
  test('stands between its markers, behind the instruction of the makers', () => {
    const system =
      'Generate audio following instruction.\n\n<|scene_desc_start|>\nA quiet room.\n<|scene_desc_end|>';
    expect(chatScene(system, true)).toEqual({ text: 'A quiet room.', voices: [] });
    expect(chatScene('Generate audio following instruction.', true).text).toBeNull();
    expect(chatScene('You are a helpful narrator.', true).text).toBe('You are a helpful narrator.');
  });

  test('describes speakers line by line; what the engine writes itself is left to it', () => {
    const dialogue =
      'You are an AI assistant designed to convert text into speech.\n' +
      "If the user's message includes a [SPEAKER*] tag, do not read out the tag and generate speech for the following " +
      'text, using the specified voice.\n' +
      'If no speaker tag is present, select a suitable voice on your own.\n\n' +
      '<|scene_desc_start|>\nSPEAKER0: feminine\nSPEAKER1: masculine\n<|scene_desc_end|>';
    expect(chatScene(dialogue, true)).toEqual({ text: null, voices: [] });
    const own = chatScene('A hall.\nSPEAKER0: an old man\nSPEAKER1: a child', true);
    expect(own.text).toBe('A hall.');
    expect(own.voices.map((voice) => 'description' in voice && voice.description)).toEqual([
      'an old man',
      'a child',
    ]);
    expect(chatScene('SPEAKER0: an old man', false)).toEqual({ text: 'SPEAKER0: an old man', voices: [] });
    expect(chatScene('SPEAKER1: a child', true)).toEqual({ text: 'SPEAKER1: a child', voices: [] });
  });
});
