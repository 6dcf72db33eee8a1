"""How long the teacher takes for a text, as seconds = a + b * letters, by number of words: what bounds a piece's length.

The teacher keeps the same time in every preset voice. With `--takes`, the same of what a package said (by preset).
"""
import argparse
import json
import re

import numpy as np

GROUPS = {'1-2': (1, 2), '3-6': (3, 6), '7-14': (7, 14), '15+': (15, 999)}


def letters(text):
    return sum(c.isalpha() for c in text)


def fitted(pairs):
    """[(text, seconds)] -> a, b and the spread of actual against predicted."""
    x, y = np.array([letters(t) for t, _ in pairs]), np.array([s for _, s in pairs])
    b, a = np.polyfit(x, y, 1)
    ratio = y / (a + b * x)
    return {'a': round(float(a), 4), 'b': round(float(b), 5), 'sentences': len(pairs),
            'actual_by_predicted': {f'p{q}': round(float(np.percentile(ratio, q)), 3) for q in (1, 5, 50, 95, 99)},
            'seconds_per_letter': {f'p{q}': round(float(np.percentile(y / x, q)), 4) for q in (5, 50, 95)}}


def rates(pairs):
    pairs = [(t, s) for t, s in pairs if not re.search(r'\d', t) and letters(t)]
    out = {'all': fitted(pairs)}
    for name, (low, high) in GROUPS.items():
        some = [p for p in pairs if low <= len(p[0].split()) <= high]
        if len(some) > 9:
            out[name] = fitted(some)
    whole = out['all']
    for name, (low, high) in GROUPS.items():        # the same spread under the one line for all
        some = [s / (whole['a'] + whole['b'] * letters(t)) for t, s in pairs if low <= len(t.split()) <= high]
        if len(some) > 9:
            out[name]['actual_by_predicted_of_all'] = {f'p{q}': round(float(np.percentile(some, q)), 3) for q in (1, 5, 50, 95, 99)}
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--work', default='work')
    parser.add_argument('--out', default='rate.json')
    parser.add_argument('--takes', help='JSON list of [preset, text, seconds] of a package')
    a = parser.parse_args()
    index = json.load(open(f'{a.work}/speech.json'))
    result = {'model': 'seconds = a + b * letters (letters only; texts with digits left out); a frame is 0.04 s; '
                       'every sentence has 0.24 s of silence around it, which is in a',
              'teacher': rates([(x['text'], x['frames'] / 25) for x in index]),
              'teacher_held_out': rates([(x['text'], x['frames'] / 25) for x in index if x['part'] == 'held'])}
    if a.takes:
        takes = json.load(open(a.takes))
        result['voice'] = {'all presets': rates([(t, s) for _, t, s in takes])}
        for preset in sorted({p for p, _, _ in takes}):
            result['voice'][preset] = rates([(t, s) for p, t, s in takes if p == preset])
    with open(a.out, 'w') as f:
        f.write(json.dumps(result, indent=1) + '\n')
    print(json.dumps({k: v for k, v in result['teacher'].items()}, indent=1))


if __name__ == '__main__':
    main()
