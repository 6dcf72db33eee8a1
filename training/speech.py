"""Stage 2: what the teacher says, as parameters: 8 rows a frame of 25 mel-cepstral values, octaves and voicing.

Parts of the corpus that were said before are kept.
Writes speech.f16 (rows of 27) and speech.json: for every sentence its text, first frame, frames and, for every
frame, the place in the text that is being spoken.
"""
import argparse
import json
import multiprocessing
import os
import re

import numpy as np

import vocoder
from flite import Flite

ROW = vocoder.ORDER + 2
PARTS = ('held', 'train', 'drill-held', 'drill')
LONGEST = 260                               # frames


def places(text, spans):
    """For each frame the character of the text that is spoken."""
    words = [(m.start(), m.end()) for m in re.finditer(r'\S+', text)]
    if max(w for _, _, _, w in spans) != len(words) - 1:
        return None
    sizes = {}
    for _, _, _, w in spans:
        sizes[w] = sizes.get(w, 0) + 1
    out, seen, last = [], {}, 0
    for name, begin, end, w in spans:
        for t in range(begin, end):
            if w < 0:
                out.append(last)
                continue
            a, b = words[w]
            core = len(text[a:b].rstrip('.,;:!?')) or b - a
            at = a + core * (seen.get(w, 0) + (t - begin + 0.5) / (end - begin)) / sizes[w]
            out.append(min(int(at), b - 1))
        if w >= 0:
            seen[w] = seen.get(w, 0) + 1
            last = words[w][1] - 1
    return out


def start(voice):
    global teacher
    teacher = Flite(voice)


def speak(text):
    found = teacher.say(text)
    if found is None or len(found[1]) < 3:
        return None
    snapped = vocoder.snap(*found)
    if snapped is None:
        return None
    cepstrum, octaves, voiced, spans = snapped
    where = places(text, spans)
    if where is None or len(where) > LONGEST:
        return None
    return text, np.concatenate([cepstrum, octaves[:, None], voiced[:, None]], 1).astype(np.float16), where


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--work', default='work')
    parser.add_argument('--voice', default='slt')
    parser.add_argument('--jobs', type=int, default=2)
    a = parser.parse_args()
    corpus = json.load(open(f'{a.work}/corpus.json'))
    path = f'{a.work}/speech.json'
    index = json.load(open(path)) if os.path.exists(path) else []
    total = sum(x['frames'] for x in index)
    said = {x['part'] for x in index}
    with open(f'{a.work}/speech.f16', 'ab') as out, multiprocessing.Pool(a.jobs, start, (a.voice,)) as pool:
        out.truncate(total * 8 * ROW * 2)    # what a run that was stopped left behind
        for part in [p for p in PARTS if p not in said]:
            for found in pool.imap(speak, corpus[part], 50):
                if found is None:
                    continue
                text, rows, where = found
                rows.tofile(out)
                index.append({'text': text, 'part': part, 'begin': total, 'frames': len(where), 'where': where})
                total += len(where)
                if len(index) % 5000 == 0:
                    print(len(index), 'said', round(total / 25 / 3600, 2), 'hours', flush=True)
    json.dump(index, open(path, 'w'))
    print(len(index), 'sentences', round(total / 25 / 3600, 2), 'hours')


if __name__ == '__main__':
    main()
