"""What the shipped package is asked to say when it is judged, and what the teacher says then."""
import os
import random
import re

import numpy as np
import soundfile

import hearing
import speech
import vocoder

VOICES = {'deep': None, 'tenor': 'linden', 'clear': 'clover', 'alto': 'maren', 'soft': 'willow', 'giant': 'boulder'}
RUDE = re.compile(r'\b(ass|asshole|bitch|damn|dick|fuck\w*|hell|murder\w*|sex\w*|shit\w*|suicide)\b', re.I)


def count(text):
    return len(text.split())


def choose(held, size, speakers, seed=5):
    """Texts in random order: a tenth each of single words, of pairs and of 20 words, up to a tenth of digits, questions, the rest."""
    rng = random.Random(seed)
    texts = [x['text'] for x in held if not RUDE.search(x['text'])]
    tenth = size // 10
    plain = [t for t in texts if not re.search(r'\d|\?', t)]
    kinds = {
        'digits': [t for t in texts if re.search(r'\d', t)][:tenth],
        'question': [t for t in texts if '?' in t and count(t) > 1][:tenth],
        'single word': [t for t in plain if count(t) == 1][:tenth],
        'two words': [t for t in plain if count(t) == 2][:tenth],
    }
    ten = [t for t in plain if count(t) == 10 and re.fullmatch(r"[A-Z][a-z' ,A-Z]+[a-z]\.", t)]
    kinds['20 words'] = [f'{a[:-1]}, {b[0].lower() if not b.startswith("I ") else "I"}{b[1:]}'
                         for a, b in zip(ten[::2], ten[1::2])][:tenth]
    rest = [t for t in plain if count(t) > 2]
    kinds['sentence'] = rest[:size - sum(map(len, kinds.values()))]
    items = [{'text': t, 'kind': kind} for kind, found in kinds.items() for t in found]
    rng.shuffle(items)
    for i, x in enumerate(items):
        # Every second one in a preset voice, each in turn.
        x.update(id=f'{i:03}', seed=1000 + i, speaker=speakers[0] if i % 2 == 0 else speakers[1 + i // 2 % (len(speakers) - 1)])
        x['voices'] = [VOICES[x['speaker']]] if VOICES[x['speaker']] else []
    return items


_said = {}


def teach(text, speaker):
    """Teacher's waveform."""
    if text not in _said:
        if not hasattr(speech, 'teacher'):
            speech.start('slt')
        _said[text] = speech.speak(text)[1].astype(np.float32)
    rows = _said[text]
    octaves = rows[:, vocoder.ORDER]
    return vocoder.synthesise(rows[:, :vocoder.ORDER], rows[:, -1], vocoder.periods(octaves, speaker), speaker)


def clones(held, speakers, size, out, seed=6):
    """Texts to be said in the voice of a recording of about 2 s, which does not begin where a frame does."""
    rng = random.Random(seed)
    short = [x['text'] for x in held if 44 <= x['frames'] <= 56 and not RUDE.search(x['text'])]
    texts = [x['text'] for x in held if 3 <= count(x['text']) <= 8 and not RUDE.search(x['text'])][::-1]
    items = []
    for i in range(size):
        speaker, said = speakers[i % len(speakers)], rng.choice(short)
        file = f'{out}/reference-{i:02}.wav'
        soundfile.write(file, teach(said, speaker)[rng.randrange(1, 960):], hearing.RATE)
        voice = {'file': os.path.abspath(file), 'transcript': said}
        items.append(dict(id=f'clone-{i:02}', text=texts[i], seed=3000 + i, speaker=speaker, voices=[voice]))
    return items


def dialogues(held, speakers, size, seed=7):
    """Two turns, two presets."""
    rng = random.Random(seed)
    texts = [x['text'] for x in held if 4 <= count(x['text']) <= 9 and not RUDE.search(x['text'])]
    items = []
    for i in range(size):
        pair, turns = rng.sample(speakers, 2), rng.sample(texts, 2)
        items.append(dict(id=f'dialogue-{i:02}', text=f'[SPEAKER0] {turns[0]}\n[SPEAKER1] {turns[1]}', seed=4000 + i,
                          turns=turns, speakers=pair, voices=[VOICES[s] for s in pair]))
    return items


def turn_parts(item):
    """The middle of each turn, where it should be by the teacher's lengths."""
    lengths = np.array([len(teach(t, s)) for t, s in zip(item['turns'], item['speakers'])])
    edges = np.concatenate([[0], np.cumsum(lengths)]) / lengths.sum() * len(item['wave'])
    return [item['wave'][int(a + 0.2 * (b - a)):int(b - 0.2 * (b - a))] for a, b in zip(edges, edges[1:])]


def through_codec(items, out):
    """The teacher's own clips, to go through the codec alone."""
    again = []
    for x in items:
        file = f'{out}/teacher-{x["id"]}.wav'
        soundfile.write(file, x['teacher'], hearing.RATE)
        again.append(dict(id=f'codec-{x["id"]}', codecOf=os.path.abspath(file), text=x['text'], teacher=x['teacher']))
    return again
