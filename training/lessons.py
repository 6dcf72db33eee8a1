"""What the language model learns from: conversations in the real prompt format, as text ids and columns of codes."""
import json

import numpy as np

import text as prompts
import vocoder
from codebooks import LAYERS, PHASE_LAYER, PHASES, SIZE, SPEAKER_LAYER, pitch_codes

BOS, EOS = SIZE, SIZE + 1
USER = '<|start_header_id|>user<|end_header_id|>\n\n'


def delayed(codes):
    """[T, 8] -> [T + 9, 8]: a BOS column, the codes, an EOS column, each codebook one step later than the last."""
    length = len(codes)
    out = np.full((length + LAYERS + 1, LAYERS), EOS, np.int64)
    for k in range(LAYERS):
        out[:k + 1, k] = BOS
        out[k + 1:k + 1 + length, k] = codes[:, k]
    return out


def size_of(items):
    """Positions that an exchange of these sentences takes, about: its headers, characters, frames and their delay."""
    return 24 + LAYERS + 1 + sum(len(x['text']) + x['frames'] + 1 for x in items)


def unpunctuated(item):
    """The same sentence without its full stop, as the lines of a list are written."""
    text = item['text'].rstrip('.') or item['text']
    return {**item, 'text': text, 'where': [min(i, len(text) - 1) for i in item['where']]}


def turn_of(tokenizer, ids):
    """[2, T]: for each token of a text the place of the tag that it stands behind, and the number in it; -1 for none."""
    end, speaker, *digits = map(tokenizer.token_to_id, ('<|eot_id|>', '[SPEAKER', *'0123456789'))
    out, now = np.full((2, len(ids)), -1), (-1, -1)
    for i, token in enumerate(ids):
        if token == end:
            now = (-1, -1)
        elif i and ids[i - 1] == speaker and token in digits:
            now = (i, digits.index(token))
        out[:, i] = now
    return out


class Data:
    def __init__(self, work, tokenizer):
        self.index = json.load(open(f'{work}/speech.json'))
        self.codes = np.fromfile(f'{work}/codes.u8', np.uint8).reshape(-1, LAYERS)
        self.periods = np.fromfile(f'{work}/periods.u8', np.uint8).reshape(-1, len(vocoder.NAMES))
        self.tokenizer = tokenizer
        self.train = [x for x in self.index if x['part'] in ('train', 'drill')]
        self.held = [x for x in self.index if x['part'] == 'held']
        self.train.sort(key=lambda x: x['frames'])
        self.short = [x for x in self.train if 15 <= x['frames'] <= 85]

    def audio(self, item, speaker, begin=0):
        """Codes of a sentence in a voice; `begin`: the phase that its first frame begins at."""
        part = slice(item['begin'], item['begin'] + item['frames'])
        codes = self.codes[part].astype(np.int64)
        codes[:, SPEAKER_LAYER], codes[:, PHASE_LAYER] = pitch_codes(speaker, self.periods[part, speaker], begin)
        return codes

    def answer(self, said):
        """Codes of sentences said one after the other: the phase goes on."""
        out, begin = [], 0
        for item, speaker in said:
            out.append(self.audio(item, speaker, begin))
            begin = out[-1][-1, PHASE_LAYER] % PHASES
        return np.concatenate(out)

    def words(self, pieces, items=()):
        """Prompt text made of strings and items -> (token ids, where in them each frame of the items is spoken)."""
        whole, starts = '', []
        for p in pieces:
            if isinstance(p, str):
                whole += p
            else:
                starts.append((len(whole), p))
                whole += p['text']
        coded = self.tokenizer.encode(whole, add_special_tokens=False)
        at = {}
        for i, (a, b) in enumerate(coded.offsets):
            for c in range(a, b):
                at[c] = i
        return np.array(coded.ids), np.array([at[start + c] for start, item in starts for c in item['where']])

    def conversation(self, start, exchanges):
        """A whole conversation: each exchange is a list of strings and (item, speaker), the user's words and what is answered."""
        out, before = [], start
        for exchange in exchanges:
            said = [(part[0], part[1]) for part in exchange if not isinstance(part, str)]
            pieces = [part if isinstance(part, str) else part[0] for part in exchange]
            ids, where = self.words([before + USER, *pieces, '<|eot_id|>' + prompts.ANSWER])
            out += [('text', ids, turn_of(self.tokenizer, ids)),
                    ('audio', self.answer(said), where)]
            before = prompts.REFERENCE_END
        tagged = any((part[2][1] >= 0).any() for part in out[::2])
        if len(exchanges) > 1 and not tagged:
            # one voice all along: all that was said before is the reference of its speaker
            out[::2] = [('text', ids, np.stack([np.full(len(ids), -1), np.zeros(len(ids), int)])) for _, ids, _ in out[::2]]
        return out

    def plain(self, item, scene):
        return self.conversation(prompts.system(prompts.INSTRUCTION, prompts.ROOM if scene else None),
                                 [[(item, vocoder.NAMES.index(vocoder.DEFAULT))]])

    def clone(self, item, reference, speaker, start):
        return self.conversation(start, [[(reference, speaker)], [(item, speaker)]])

    def upto(self, limit):
        low, high = 0, len(self.train)
        while low < high:
            middle = (low + high) // 2
            if self.train[middle]['frames'] <= limit:
                low = middle + 1
            else:
                high = middle
        return low
