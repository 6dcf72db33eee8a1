"""Stage 1: distinct English sentences, most of them short, split into training and held out.

Sources: the texts of Debian's `fortunes` and `fortunes-min` packages, and phrases made here from their words.
Only words in the pronouncing dictionary of `pocketsphinx-en-us` are kept. The drills come after these, from a random
stream of their own, so that what is held out stays what it was.
"""
import argparse
import collections
import json
import os
import random
import re
import subprocess

DICTIONARY = '/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict'
ONES = 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' \
       'seventeen eighteen nineteen'.split()
TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split()
PEOPLE = 'Anna Ben Carol David Emma Frank George Helen Ian Jane Kate Laura Mark Nina Oliver Paul Rose Sam Tom ' \
         'Victor Walter Alice Peter Mary John Susan Robert Linda Michael Sarah'.split()
DAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split()
MONTHS = 'January February March April May June July August September October November December'.split()
THINGS = 'train bus ship letter book door window table garden river house school bread coffee water doctor teacher ' \
         'city village road bridge picture music phone computer page voice story morning evening winter summer ' \
         'child friend brother sister mother father dog cat horse bird tree flower apple kitchen market'.split()
COLOURS = 'red green blue white black yellow brown grey small large old new long short quiet bright cold warm'.split()
PATTERNS = [
    'The {c} {t} is near the {t2}.', 'Where is the {c} {t}?', '{p} has a {c} {t}.', 'Please bring the {t} on {d}.',
    'I will see {p} on {d}.', 'My name is {p}.', 'Hello {p}, how are you?', 'Thank you very much, {p}.',
    'It is {n} in the {m}.', '{p} lives at number {n}.', 'The {t} leaves at {n}.', 'We need {n} more.', '{n}.',
    'Call {p} at {n}, {n2}, {n3}.', 'The date is {mo} {n}.', 'Is this your {t}, {p}?', 'Chapter {n}.', 'Page {n}.',
    'There are {n} pages in this book.', 'Good {m}, {p}.', 'Can you hear the {t}?', 'Do you like the {c} {t}?',
    '{t}, {t2}, and {t3}.', 'Yes, the {t} is {c}.', 'No, it was {p}.', 'Who has seen my {c} {t}?',
    'Tell me about the {t}.', 'This is the {c} {t}.', 'What a {c} {t}!', '{p} and {p2} went to the {t}.',
]


def number_words(n):
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10 - 2] + (' ' + ONES[n % 10] if n % 10 else '')
    if n < 1000:
        return ONES[n // 100] + ' hundred' + (' ' + number_words(n % 100) if n % 100 else '')
    return number_words(n // 1000) + ' thousand' + (' ' + number_words(n % 1000) if n % 1000 else '')


def fortunes():
    listing = subprocess.run(['dpkg', '-L', 'fortunes', 'fortunes-min'], capture_output=True, text=True).stdout
    for path in listing.split():
        if 'games/fortunes/' in path and not re.search(r'\.(dat|u8)$', path) and 'ascii-art' not in path:
            for item in open(path, errors='ignore').read().split('\n%\n'):
                yield re.sub(r'\s+', ' ', re.sub(r'\n\s*--.*', ' ', item, flags=re.S))


def sentences(text, words, low=2, high=15, longest=90):
    for s in re.split(r'(?<=[.!?;:])\s+', text):
        s = s.strip(' "\'-').replace('--', ', ').replace('`', "'")
        s = re.sub(r'\s+', ' ', re.sub(r'["()\[\]*_]', '', s)).strip()
        if not re.match(r"^[A-Za-z ,.'?!;:-]+$", s) or not low <= len(s.split()) <= high or len(s) > longest:
            continue
        if sum(c.isupper() for c in s) > 0.25 * len(s):
            continue
        found = re.findall(r"[A-Za-z']+", s)
        if any(w.lower().strip("'") not in words or (len(w) == 1 and w.lower() not in 'ai') for w in found):
            continue
        if any(not re.search('[A-Za-z]', w) for w in s.split()):
            continue
        if s[-1] not in '.?!':
            s = s.rstrip(',;:-') + '.'
        yield s[0].upper() + s[1:]


def made(rng, vocabulary, weights, count):
    """Short phrases of any words, and sentences from patterns."""
    drawn = iter(rng.choices(vocabulary, weights, k=count * 4))
    for i in range(count):
        kind = rng.random()
        if kind < 0.68:
            length = rng.choices([1, 2, 3, 4, 5], [4, 6, 5, 3, 2])[0]
            phrase = ' '.join(next(drawn, 'word') for _ in range(length))
            if rng.random() < 0.9:
                phrase = phrase[0].upper() + phrase[1:]
            yield phrase + rng.choices(['.', '?', '!', ','], [16, 2, 1, 1])[0]
            continue
        if kind < 0.74:
            yield ' '.join(rng.choice(ONES[:10]) for _ in range(rng.randint(1, 7))).capitalize() + '.'
            continue
        pick = lambda: rng.choice([number_words(rng.randint(0, 99)), number_words(rng.randint(0, 9999)),
                                   str(rng.randint(0, 99)), str(rng.randint(0, 2100))])
        text = rng.choice(PATTERNS).format(
            c=rng.choice(COLOURS), t=rng.choice(THINGS), t2=rng.choice(THINGS), t3=rng.choice(THINGS),
            p=rng.choice(PEOPLE), p2=rng.choice(PEOPLE), d=rng.choice(DAYS), mo=rng.choice(MONTHS), n=pick(),
            n2=pick(), n3=pick(), m=rng.choice(['morning', 'evening', 'afternoon', 'night']))
        yield text[0].upper() + text[1:]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--work', default='work')
    parser.add_argument('--made', type=int, default=36000)
    parser.add_argument('--held', type=int, default=300)
    parser.add_argument('--drills', type=int, default=5000)
    parser.add_argument('--held-drills', type=int, default=100)
    parser.add_argument('--seed', type=int, default=1)
    a = parser.parse_args()
    os.makedirs(a.work, exist_ok=True)
    rng = random.Random(a.seed)
    words = {line.split()[0].lower() for line in open(DICTIONARY) if '(' not in line.split()[0]}
    real = sorted({s for text in fortunes() for s in sentences(text, words)})
    counts = collections.Counter(w.lower().strip("'") for s in real for w in re.findall(r"[A-Za-z']+", s))
    vocabulary = sorted(w for w in counts if w in words and (len(w) > 1 or w in 'ai') and "'" not in w)
    weights = [counts[w] ** 0.5 for w in vocabulary]
    generated = sorted(set(made(rng, vocabulary, weights, a.made)) - set(real))
    rng.shuffle(real)
    rng.shuffle(generated)
    held = real[:a.held * 2 // 3] + generated[:a.held - a.held * 2 // 3]
    train = real[a.held * 2 // 3:] + generated[a.held - a.held * 2 // 3:]
    rng.shuffle(train)
    from drills import drills                # which needs this file's lists
    extra = drills(random.Random(a.seed + 1), words, vocabulary, [s for s in real if s not in set(held)], set(train) | set(held))
    parts = {'held': held, 'train': train, 'drill-held': extra[:a.held_drills], 'drill': extra[a.held_drills:a.held_drills + a.drills]}
    json.dump({**parts, 'seed': a.seed}, open(f'{a.work}/corpus.json', 'w'), indent=0)
    print(len(real), 'sentences from fortunes,', len(generated), 'made,', len(vocabulary), 'words,',
          sum(map(len, train)) / len(train), 'characters each,', len(parts['drill']), 'drills')


if __name__ == '__main__':
    main()
