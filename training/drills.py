"""Sentences of the kinds that a voice is weak in when the corpus alone teaches it: numbers in words, names, spelled letters,
single words, and sentences of twenty words."""
import re

from corpus import COLOURS, DAYS, MONTHS, ONES, TENS, THINGS, fortunes, number_words, sentences

FIRST_NAMES = (
    'Adam Albert Alex Alfred Amanda Amy Andrew Angela Ann Arthur Barbara Betty Brian Bruce Caroline Catherine Charles Chris '
    'Claire Daniel Deborah Dennis Diana Donald Dorothy Edward Elizabeth Ellen Emily Eric Eva Fiona Fred Gary Gloria Grace '
    'Harold Harry Heather Henry Irene Isabel Jack Jacob James Janet Jason Jennifer Jessica Joan Joe Jonathan Joseph Judith '
    'Julia Karen Kenneth Kevin Larry Lewis Louise Lucy Margaret Maria Martin Matthew Monica Nancy Nicholas Olivia Pamela '
    'Patricia Patrick Philip Rachel Ralph Rebecca Richard Roger Ronald Ruth Ryan Samuel Sandra Scott Sharon Simon Sophia '
    'Stephen Steve Teresa Thomas Timothy Tony Ursula Vera Vincent Virginia William').split()
LAST_NAMES = (
    'Adams Allen Anderson Bailey Baker Bell Bennett Brown Campbell Carter Clark Collins Cook Cooper Cox Davis Edwards Evans '
    'Foster Garcia Gray Green Hall Harris Hill Howard Hughes Jackson Johnson Jones Kelly King Lee Lewis Long Lopez Martin '
    'Martinez Miller Mitchell Moore Morgan Morris Murphy Nelson Parker Perez Peterson Phillips Powell Price Reed Richardson '
    'Roberts Robinson Rogers Ross Russell Sanders Scott Smith Stewart Sullivan Taylor Thompson Turner Walker Ward Watson '
    'White Williams Wilson Wood Wright Young').split()
PLACES = (
    'London Paris Berlin Rome Madrid Vienna Boston Chicago Dallas Denver Detroit Houston Seattle Oxford Dublin Cairo Delhi '
    'Tokyo Moscow Sydney Toronto Canada France Germany Italy Spain England Scotland Ireland Japan China India Egypt Brazil '
    'Mexico Norway Sweden Poland Texas California Florida Virginia Oregon Kansas Africa Europe Asia America').split()
TITLES = 'Mister Misses Doctor Professor Captain Aunt Uncle'.split()
SMALL = {'one': 'first', 'two': 'second', 'three': 'third', 'five': 'fifth', 'eight': 'eighth', 'nine': 'ninth', 'twelve': 'twelfth'}
UNITS = 'dollars euros pounds percent miles kilometers meters grams kilograms hours minutes seconds years days degrees people'.split()
LETTERS = 'A B C D E F G H I J K L M N O P Q R S T U V W X Y Z'.split()
SAYINGS = [
    '{f} {l} lives in {p}.', '{t} {l} is here.', 'My name is {f} {l}.', '{f} and {g} went to {p}.', 'Is {f} {l} from {p}?',
    'I met {t} {l} in {p} last {d}.', 'This is a letter for {f} {l}.', '{p} is far from {q}.', 'Ask {f} about {p}.',
    '{f} {l}.', '{t} {l}.', '{f}.', '{p}.', 'Please call {f} {l} in {p}.', 'The train from {p} to {q} leaves on {d}.',
    '{f} said hello to {g}.', "{f}'s {x} is {c}.",
]
COUNTS = [
    '{n}.', '{n}.', '{n} {u}.', 'It costs {n} {u}.', 'There were {n} {x}s.', 'The number is {n}.', 'It is {k} degrees outside.',
    'We met in {y}.', 'She was born in {y}.', 'It happened on {m} {o}, {y}.', 'The {o} of {m}, {y}.', 'The {o} {x} is {c}.',
    'It starts at {h}.', 'Meet me at {h} on {d}.', 'That is {r}.', '{r}.', 'About {r} of it.', 'Call {s}.', 'My number is {s}, {s}.',
    'From {n} to {k}.', '{k} plus {w} is {z}.', 'Chapter {k}, page {n}.', 'It grew by {k} point {w} percent.', '{n}, {k}, and {w}.',
    '{k} {u} and {w} {u}.', 'Room {k}.', 'He is {k} years old.', 'minus {k} degrees', 'It was {n} {u} long.', '{y}',
]
SPELLED = [
    '{a}.', '{a}', 'Spell it {a}.', 'The letters are {a}.', 'It is called {a}.', 'The {a} was here.', 'Ask the {a} about it.',
    'Press {b} and then {e}.', 'Room {b} {w}.', 'Platform {b}.', 'Plan {b} or plan {e}?', 'Vitamin {b}.', '{a} {k}.', '{b} {k} {e}.',
    'The code is {a} {s}.', 'It comes from {a}, not from {i}.', '{f} {b} {l}.', 'It is {k} {a}.', 'An {a} file.',
]


def ordinal(n):
    *head, last = number_words(n).split(' ')
    if last.endswith('y'):
        last = last[:-1] + 'ieth'
    else:
        last = SMALL.get(last, last + 'th')
    return ' '.join([*head, last])


def year(rng):
    a, b = rng.randint(15, 20), rng.randint(1, 99)
    if a == 20 and b < 10:
        return 'two thousand ' + number_words(b)
    return number_words(a) + ' ' + (number_words(b) if b > 9 else 'oh ' + number_words(b))


def number(rng):
    n = rng.choice([rng.randint(0, 19), rng.randint(20, 99), rng.randint(100, 999), rng.randint(1000, 9999),
                    rng.randint(1, 99) * 1000, rng.randint(10000, 999999), rng.randint(1, 99) * 100])
    text = number_words(n)
    if rng.random() < 0.25:
        text = text.replace('hundred ', 'hundred and ')
    if rng.random() < 0.25:
        text = re.sub(f'({"|".join(TENS)}) ({"|".join(ONES[1:10])})', r'\1-\2', text)
    return rng.choice(['one', 'two', 'five', number_words(rng.randint(2, 99))]) + ' million' if rng.random() < 0.05 else text


def time_of_day(rng):
    hour, minutes = ONES[rng.randint(1, 12)], rng.randint(0, 59)
    said = "o'clock" if minutes == 0 else ('oh ' if minutes < 10 else '') + number_words(minutes)
    return rng.choice([f'{hour} {said}', f'{hour} {said} {rng.choice(["AM", "PM"])}', f'half past {hour}', f'quarter to {hour}',
                       f"{hour} o'clock"])


def fraction(rng):
    top, bottom = rng.randint(1, 9), rng.randint(3, 12)
    part = rng.choice([('one', 'half'), ('one', 'quarter'), ('three', 'quarters'),
                       (number_words(top), ordinal(bottom) + ('s' if top > 1 else ''))])
    point = number_words(rng.randint(0, 99)) + ' point ' + ' '.join(rng.choice(ONES[:10]) for _ in range(rng.randint(1, 3)))
    return rng.choice([' '.join(part), point, number_words(rng.randint(1, 20)) + ' and ' + ' '.join(part)])


def spelled(rng):
    return ' '.join(rng.choice(LETTERS) for _ in range(rng.choice([2, 3, 3, 3, 4, 5])))


def filled(rng, pattern):
    k, w = rng.randint(1, 99), rng.randint(0, 20)
    text = pattern.format(
        f=rng.choice(FIRST_NAMES), g=rng.choice(FIRST_NAMES), l=rng.choice(LAST_NAMES), t=rng.choice(TITLES),
        p=rng.choice(PLACES), q=rng.choice(PLACES), d=rng.choice(DAYS), m=rng.choice(MONTHS), x=rng.choice(THINGS),
        c=rng.choice(COLOURS), n=number(rng), k=number_words(k), w=number_words(w), z=number_words(k + w), u=rng.choice(UNITS),
        y=year(rng), o=ordinal(rng.randint(1, 31)), h=time_of_day(rng), r=fraction(rng), a=spelled(rng), i=spelled(rng),
        s=' '.join(rng.choice(ONES[:10]) for _ in range(rng.randint(3, 5))), b=rng.choice(LETTERS), e=rng.choice(LETTERS))
    return text[0].upper() + text[1:] if rng.random() < 0.9 else text


def joined(rng, a, b):
    """Two sentences as one."""
    lower = b if re.match(r"I\b", b) else b[0].lower() + b[1:]
    return a[:-1] + rng.choice([', ', ', and ', ', but ', ', ', '; ', ' because ', ' and ']) + lower


def drills(rng, words, vocabulary, real, taken):
    """Distinct texts, none of them taken."""
    long = {s for text in fortunes() for s in sentences(text, words, 12, 28, 150)}
    middle = [s for s in real if 6 <= len(s.split()) <= 12 and s[-1] == '.']
    out = set(rng.sample(sorted(long - taken), min(4200, len(long - taken))))
    out |= {joined(rng, *rng.sample(middle, 2)) for _ in range(2600)}
    for patterns, size in ((COUNTS, 5200), (SAYINGS, 2600), (SPELLED, 2200)):
        out |= {filled(rng, rng.choice(patterns)) for _ in range(size)}
    out |= {w.capitalize() + '.' for w in rng.sample(vocabulary, 3600)}
    out = sorted(out - taken)
    rng.shuffle(out)
    return out
