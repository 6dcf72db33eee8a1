"""What the language model learns from: conversations in the real prompt format, as text ids and columns of codes."""
import json

import numpy as np

import text as prompts
import vocoder
from codebooks import LAYERS, SIZE, SPEAKER_LAYER, speaker_code

BOS, EOS = SIZE, SIZE + 1


def delayed(codes):
    """[T, 8] -> [T + 9, 8]: a BOS column, the codes, an EOS column, each codebook one step later than the last."""
    length = len(codes)
    out = np.full((length + LAYERS + 1, LAYERS), EOS, np.int64)
    for k in range(LAYERS):
        out[:k + 1, k] = BOS
        out[k + 1:k + 1 + length, k] = codes[:, k]
    return out


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
        self.train = [x for x in self.index if x['part'] == 'train']
        self.held = [x for x in self.index if x['part'] == 'held']
        self.train.sort(key=lambda x: x['frames'])
        self.short = [x for x in self.train if 15 <= x['frames'] <= 85]

    def audio(self, item, speaker):
        part = slice(item['begin'], item['begin'] + item['frames'])
        codes = self.codes[part].astype(np.int64)
        codes[:, SPEAKER_LAYER] = speaker_code(speaker, self.periods[part, speaker])
        return codes

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

    def plain(self, item, scene):
        ids, where = self.words([prompts.system(prompts.INSTRUCTION, prompts.ROOM if scene else None)
                                 + '<|start_header_id|>user<|end_header_id|>\n\n', item, '<|eot_id|>' + prompts.ANSWER])
        audio = self.audio(item, vocoder.NAMES.index(vocoder.DEFAULT))
        return [('text', ids, turn_of(self.tokenizer, ids)), ('audio', audio, where)]

    def clone(self, item, reference, speaker, start):
        user = '<|start_header_id|>user<|end_header_id|>\n\n'
        one, where1 = self.words([start + user, reference, '<|eot_id|>' + prompts.ANSWER])
        two, where2 = self.words([prompts.REFERENCE_END + user, item, '<|eot_id|>' + prompts.ANSWER])
        alone = [np.stack([np.full(len(ids), -1), np.zeros(len(ids), int)]) for ids in (one, two)]
        return [('text', one, alone[0]), ('audio', self.audio(reference, speaker), where1),
                ('text', two, alone[1]), ('audio', self.audio(item, speaker), where2)]

    def dialogue(self, turns, references, speakers, start):
        user = '<|start_header_id|>user<|end_header_id|>\n\n'
        out, before = [], start
        for n, (reference, speaker) in enumerate(zip(references, speakers)):
            ids, where = self.words([before + user + f'[SPEAKER{n}] ', reference, '<|eot_id|>' + prompts.ANSWER])
            out += [('text', ids, turn_of(self.tokenizer, ids)), ('audio', self.audio(reference, speaker), where)]
            before = prompts.REFERENCE_END
        pieces = [before + user]
        for i, item in enumerate(turns):
            pieces += [f'[SPEAKER{i % len(speakers)}] ', item, '\n' if i < len(turns) - 1 else '']
        ids, where = self.words(pieces + ['<|eot_id|>' + prompts.ANSWER])
        audio = np.concatenate([self.audio(item, speakers[i % len(speakers)]) for i, item in enumerate(turns)])
        return out + [('text', ids, turn_of(self.tokenizer, ids)), ('audio', audio, where)]

    def described(self, turns):
        """Dialogue without references: voices by description only."""
        speakers = [vocoder.NAMES.index(name) for name in ('clear', 'deep')]
        pieces = [prompts.system(prompts.SPEAKERS, prompts.ROOM + '\n\nSPEAKER0: feminine\nSPEAKER1: masculine')
                  + '<|start_header_id|>user<|end_header_id|>\n\n']
        for i, item in enumerate(turns):
            pieces += [f'[SPEAKER{i % 2}] ', item, '\n' if i < len(turns) - 1 else '']
        ids, where = self.words(pieces + ['<|eot_id|>' + prompts.ANSWER])
        audio = np.concatenate([self.audio(item, speakers[i % 2]) for i, item in enumerate(turns)])
        return [('text', ids, turn_of(self.tokenizer, ids)), ('audio', audio, where)]

    def batch(self, rng, positions, limit, mix):
        """Conversations of one kind and of about one length."""
        kind = rng.choices(list(mix), list(mix.values()))[0]
        top = max(i for i in (self.upto(limit), 64))
        middle = rng.randrange(top)
        length = self.train[middle]['frames']
        ids_length = 35 + length // 2
        if kind == 'clone':
            each = length + 9 + ids_length + 90
        elif kind in ('dialogue', 'described'):
            middle = rng.randrange(self.upto(min(limit, 110)))  # else long turns are taken for a single speaker's
            length = self.train[middle]['frames']
            each = 3 * length + (250 if kind == 'dialogue' else 480)
        else:
            each = length + 9 + ids_length
        count = max(2, positions // each)
        low = max(0, min(middle - count * 3, top - count * 6))
        pool = self.train[low:low + count * 6]
        items = rng.sample(pool, min(count, len(pool)))
        start = prompts.system(prompts.INSTRUCTION, prompts.ROOM if rng.random() < 0.5 else None)
        if rng.random() < 0.15:
            start = '<|begin_of_text|>'
        # the default voice more often: it must be copied from a reference too, not only spoken without one
        people = [*range(len(vocoder.NAMES))] + [vocoder.NAMES.index(vocoder.DEFAULT)] * 2
        if kind == 'plain' or kind == 'scene':
            return [self.plain(x, kind == 'scene') for x in items]
        at = rng.randrange(len(self.short) - 200)
        if kind == 'clone':
            return [self.clone(x, rng.choice(self.short[at:at + 200]), rng.choice(people), start) for x in items]
        turns = rng.randint(2, 3)
        if kind == 'described':
            return [self.described([x] + rng.sample(pool, turns - 1)) for x in items]
        return [self.dialogue([x] + rng.sample(pool, turns - 1), rng.sample(self.short[at:at + 200], 2),
                              rng.sample(sorted(set(rng.sample(people, 4))), 2), start) for x in items]

    def upto(self, limit):
        low, high = 0, len(self.train)
        while low < high:
            middle = (low + high) // 2
            if self.train[middle]['frames'] <= limit:
                low = middle + 1
            else:
                high = middle
        return low
