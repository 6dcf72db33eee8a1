"""Stage 9b: how the shipped package says texts of several sentences: whole in one piece, and in pieces of which some are
remembered, against the same sentences said alone and by the teacher. And how it says the drills that were held out.

Adds `passages` and `drills` to results.json.
"""
import json
import os
import random
import re

import numpy as np

from corpus import ONES, TENS
from evaluate import errors, recognise_new, words
from held_out import RUDE, VOICES, count, teach
from listen import judge_arguments, speak, word_errors

EXAMPLES = [('The bridge is closed today. Take the other road.', (11, 12), 2.4),
            ('The sun rises in the east. The moon is white. The river is long.', (7, 8, 9), 3.6),
            ('Plan.\nBuy the bread.\nCall the doctor.', (21, 22, 23, 24), 1.8)]
LIMIT = 12                                  # words: sentences of 7 to 10 words are cut apart by it


def chosen(held, each, seed=9):
    """Passages of two to six sentences of 7 to 10 words, every second one in a preset voice."""
    rng = random.Random(seed)
    good = [x['text'] for x in held if 7 <= count(x['text']) <= 10 and not RUDE.search(x['text'])
            and not re.search(r'\d|[.?!;:].', x['text'])]
    presets = [s for s, v in VOICES.items() if v]
    out = []
    for size in (2, 3, 4, 5, 6):
        for i in range(each):
            speaker = 'deep' if i % 2 == 0 else presets[len(out) // 2 % len(presets)]
            out.append(dict(sentences=rng.sample(good, size), speaker=speaker, number=len(out)))
    return out


def requests(passages, remembered):
    """What is to be said: {way: [item a passage, or a list of them]}."""
    def item(name, text, x, **request):
        voices = [VOICES[x['speaker']]] if VOICES[x['speaker']] else []
        return dict(id=f'{name}-{x["number"]:02}', text=text, seed=6000 + x['number'], speaker=x['speaker'], voices=voices,
                    request=request)
    ways = {'whole': [item('whole', ' '.join(x['sentences']), x, chunkMethod='none') for x in passages]}
    for name in remembered:
        kept = None if name == 'all' else int(name)
        ways[f'remembered {name}'] = [
            item(f'kept-{name}', ' '.join(x['sentences']), x, chunkMethod='word', chunkMaxWords=LIMIT, chunkBufferSize=kept)
            for x in passages]
    ways['alone'] = [[item(f'alone-{i}', s, x, chunkMethod='none') for i, s in enumerate(x['sentences'])] for x in passages]
    return ways


def judged(passages, waves, ended, teacher, kept=None):
    """Figures of one way to say the passages. `kept`: see recognise_new."""
    heard = recognise_new(waves, kept)
    wrong = [errors(words(' '.join(x['sentences'])), words(h)) for x, h in zip(passages, heard)]
    total = [len(words(' '.join(x['sentences']))) for x in passages]
    ratio = np.array([len(w) / len(t) for w, t in zip(waves, teacher)])
    sizes = sorted({len(x['sentences']) for x in passages})
    by_size = {str(n): [i for i, x in enumerate(passages) if len(x['sentences']) == n] for n in sizes}
    return {
        'error_rate': sum(wrong) / sum(total),
        'error_rate_by_sentences': {n: sum(wrong[i] for i in at) / sum(total[i] for i in at) for n, at in by_size.items()},
        'ended_by_itself': float(np.mean(ended)),
        'length_against_the_teacher': [float(np.quantile(ratio, q)) for q in (0, 0.5, 1)],
        'at_0.75_to_1.4_by_sentences': {n: float(np.mean([0.75 <= ratio[i] <= 1.4 for i in at])) for n, at in by_size.items()},
        'seconds_by_sentences': {n: round(float(np.mean([len(teacher[i]) for i in at])) / 24000, 1) for n, at in by_size.items()},
    }, heard


def kind_of(text):
    if re.search(r"\b[B-HJ-Z]\b", text):
        return 'letters'
    if count(text) == 1:
        return 'single words'
    if any(w in ONES + TENS for w in re.split('[ -]', text.lower().rstrip('.'))):
        return 'numbers'
    return 'long sentences' if count(text) > 11 else 'names and the rest'


def drilled(texts, package, clips, kept):
    """Word errors of the held-out drills by kind, in the voice without a reference: {kind: [clips, teacher, ours]}."""
    items = [dict(id=f'drill-{i:03}', text=t, seed=7000 + i, voices=[], teacher=teach(t, 'deep')) for i, t in enumerate(texts)]
    speak(items, package, clips)
    kinds = {}
    for x in items:
        kinds.setdefault(kind_of(x['text']), []).append(x)
    return {k: [len(v), word_errors(v, 'teacher', kept), word_errors(v, 'wave')] for k, v in sorted(kinds.items())}


def main():
    parser = judge_arguments()
    parser.add_argument('--each', type=int, default=6, help='passages of two, of three, … sentences')
    parser.add_argument('--remembered', default='0,1,2,all', help='how many earlier pieces are shown')
    a = parser.parse_args()
    os.makedirs(a.clips, exist_ok=True)
    passages = chosen(json.load(open(f'{a.work}/held.json')), a.each)
    ways = requests(passages, a.remembered.split(','))
    examples = [dict(id=f'example-{i}-{seed}', text=text, seed=seed, voices=[], request={'chunkMethod': 'none'}, least=least)
                for i, (text, seeds, least) in enumerate(EXAMPLES) for seed in seeds]
    flat = [y for items in ways.values() for x in items for y in (x if isinstance(x, list) else [x])]
    asked = {x['id']: x for x in flat + examples}
    speak(list(asked.values()), a.package, a.clips)
    teacher = [np.concatenate([teach(s, x['speaker']) for s in x['sentences']]) for x in passages]
    results = {'passages': len(passages)}
    for way, items in ways.items():
        parts = [x if isinstance(x, list) else [x] for x in items]
        waves = [np.concatenate([y['wave'] for y in x]) for x in parts]
        ended = [all(y['stopReason'] == 'end-of-speech' for y in x) for x in parts]
        results[way], heard = judged(passages, waves, ended, teacher)
        if way in ('whole', 'alone'):
            for x, h in zip(passages, heard):
                print(way, x['speaker'], '|', ' '.join(x['sentences']), '|', h)
    results['teacher'] = judged(passages, teacher, [True] * len(teacher), teacher, f'{a.work}/listen-heard.pickle')[0]
    results['teacher'] = {k: v for k, v in results['teacher'].items() if k.startswith('error')}
    results['examples'] = {x['id']: [round(len(x['wave']) / 24000, 2), x['least']] for x in examples}
    held = [x['text'] for x in json.load(open(f'{a.work}/speech.json')) if x['part'] == 'drill-held']
    drills = drilled(held, a.package, a.clips, f'{a.work}/listen-heard.pickle')
    known = json.load(open(a.out)) if os.path.exists(a.out) else {}
    with open(a.out, 'w') as f:
        f.write(json.dumps(known | {'passages': results, 'drills': drills}, indent=2) + '\n')
    print(json.dumps(results, indent=1), json.dumps(drills, indent=1))


if __name__ == '__main__':
    main()
