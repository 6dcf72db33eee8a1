import OpenAI from 'openai';
import { configurePagevoice, openAIOptions } from 'pagevoice/openai';

configurePagevoice({ model: 'models/voice/' });
// The one line that changes: options that answer in this page, in place of a key and an address.
const openai = new OpenAI(openAIOptions());

const status = document.getElementById('status');

document.getElementById('make').addEventListener('click', async () => {
  status.textContent = 'Making …';
  try {
    const [model] = (await openai.models.list()).data;
    const speech = await openai.audio.speech.create({
      model: model.id,
      voice: 'default',
      input: 'Hello from the page itself.',
      response_format: 'mp3',
    });
    const sound = await speech.blob();
    document.getElementById('audio').src = URL.createObjectURL(sound);
    status.textContent = `${sound.type}, ${sound.size} bytes.`;
  } catch (error) {
    status.textContent = error.message;
  }
});
