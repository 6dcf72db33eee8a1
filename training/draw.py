"""Stage 6b: the codes of the decoder's lessons again, as the language model draws them: drawn.u8, in step with teacher.i16.

Every column is drawn given the teacher's columns before it. Its first codes are nearly always the teacher's; the last ones
are often not, and a decoder that has learned from both relies on each codebook as much as it may.
"""
import argparse
import time

import numpy as np
import torch

import codec
import text as prompts
import vocoder
from codebooks import LAYERS, SIZE, SPEAKER_LAYER
from evaluate import load_lm
from lessons import Data
from lm import code_logits, columns
from padded import padded


def draw(logits, temperature, top_p, generator):
    """[N, 8, codebook size] -> [N, 8]; only codes, neither BOS nor EOS."""
    p, at = (logits[..., :SIZE] / temperature).softmax(-1).sort(-1, descending=True)
    p = p * ((p.cumsum(-1) - p) < top_p)
    pick = torch.multinomial(p.flatten(0, 1), 1, generator=generator)
    return at.flatten(0, 1).gather(1, pick).view(logits.shape[:2])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--work', default='work')
    parser.add_argument('--hours', type=float, default=2.5)
    parser.add_argument('--temperature', type=float, default=0.7)
    parser.add_argument('--top-p', type=float, default=0.95)
    parser.add_argument('--positions', type=int, default=4200)
    parser.add_argument('--seed', type=int, default=8)
    a = parser.parse_args()
    torch.set_num_threads(1)
    _, codes = codec.teacher(a.work, a.hours)
    who = np.load(f'{a.work}/teacher.npz')['who']
    tokenizer = prompts.load(a.work)
    data = Data(a.work, tokenizer)
    model, step = load_lm(a.work, tokenizer)
    generator = torch.Generator().manual_seed(a.seed)
    by_begin = {x['begin']: x for x in data.index}
    rng = np.random.default_rng(a.seed)
    own = vocoder.NAMES.index(vocoder.DEFAULT)
    start = prompts.system(prompts.INSTRUCTION, prompts.ROOM)
    places, lessons = np.cumsum([0] + [by_begin[b]['frames'] for b, _ in who]), []
    for (begin, speaker), place in zip(who, places):
        item = by_begin[begin]
        lesson = data.plain(item, False) if speaker == own else data.clone(item, data.short[rng.integers(2000)], speaker, start)
        lessons.append((speaker != own, item['frames'], place, lesson))
    lessons.sort(key=lambda x: x[:2])
    out, right, begun, i = codes.numpy().astype(np.uint8), np.zeros(LAYERS), time.time(), 0
    while i < len(lessons):
        cloned, frames = lessons[i][:2]
        batch = [x for x in lessons[i:i + max(1, a.positions // (frames + 60 + cloned * 90))] if x[0] == cloned]
        i += len(batch)
        with torch.no_grad():
            states, shifted = columns(model, padded([x[3] for x in batch], model.config.pad_token_id))[0][-1][:2]
            logits = code_logits(model, states[:, :-1])
            drawn = draw(logits.flatten(0, 1), a.temperature, a.top_p, generator).view(*logits.shape[:3]).numpy()
        for (_, length, place, _), d in zip(batch, drawn):
            for k in range(LAYERS):
                if k != SPEAKER_LAYER:
                    out[place:place + length, k] = d[k:k + length, k]
        if i % 50 < len(batch):
            print(i, 'of', len(lessons), f'{time.time() - begun:.0f}s', flush=True)
    right = (out == codes.numpy()).mean(0)
    out.tofile(f'{a.work}/drawn.u8')
    print('language model at step', step, 'draws the teacher\'s code in', np.round(right, 3).tolist())


if __name__ == '__main__':
    main()
