import { createPagevoice } from 'pagevoice';

const pagevoice = createPagevoice({ model: 'models/voice/' });
const [form, text, voice, stop, status] = ['form', 'text', 'voice', 'stop', 'status'].map((id) =>
  document.getElementById(id),
);
let speech = new AbortController();

for (const { id, name } of await pagevoice.voices()) voice.append(new Option(name, id));

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  speech.abort();
  speech = new AbortController();
  const { signal } = speech;
  status.textContent = 'Speaking …';
  try {
    await pagevoice.say({ text: text.value, voice: voice.value }, { signal });
    status.textContent = signal.aborted ? 'Stopped.' : 'Said.';
  } catch (error) {
    status.textContent = error.message;
  }
});

stop.addEventListener('click', () => speech.abort());
