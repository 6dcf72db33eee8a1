"""Which conversations a training step learns from: their kinds, how much of each, and batches of about one length."""
import text as prompts
import vocoder
from lessons import size_of, unpunctuated

LONGEST = 375                               # frames of one answer: 15 s
SCHEDULE = [                                # up to this share of the schedule: longest sentence in frames, kinds
    (0.12, 45, {'plain': 0.9, 'scene': 0.1}),
    (0.30, 80, {'plain': 0.9, 'scene': 0.1}),
    (0.35, 130, {'plain': 0.9, 'scene': 0.1}),
    (0.50, 130, {'plain': 0.25, 'scene': 0.05, 'clone': 0.15, 'dialogue': 0.5, 'described': 0.05}),
    (9.99, 260, {'plain': 0.13, 'scene': 0.05, 'several': 0.22, 'clone': 0.1, 'clone several': 0.08, 'remembered': 0.08,
                 'clone remembered': 0.12, 'dialogue': 0.18, 'described': 0.04}),
]


def stage(share, dialogues=False):
    """(longest sentence in frames, kinds) at this share of the schedule. With `dialogues` those of its end, half of them dialogues."""
    if dialogues:
        _, limit, mix = SCHEDULE[-1]
        return limit, mix | {'dialogue': sum(mix.values()) - mix['dialogue']}
    return next((limit, mix) for until, limit, mix in SCHEDULE if share < until)


class Batches:
    def __init__(self, data, rng):
        self.data, self.rng = data, rng
        default = vocoder.NAMES.index(vocoder.DEFAULT)
        self.default = default
        # the default voice more often: it must be copied from a reference too, not only spoken without one
        self.people = [*range(len(vocoder.NAMES))] + [default] * 2

    def next(self, positions, limit, mix):
        """Conversations of one kind, whose texts and answers are each of about one length."""
        kind = self.rng.choices(list(mix), list(mix.values()))[0]
        plan = self.plan(kind, limit)
        first = self.drawn(plan, 40)
        count = max(2, positions // sum(map(size_of, first)))
        return [self.conversation(kind, self.drawn(plan, max(40, 3 * count))) for _ in range(count)]

    def plan(self, kind, limit):
        """Exchanges of this kind, each as the places in the sorted sentences that its sentences are drawn around."""
        rng, data = self.rng, self.data
        top = max(data.upto(limit), 64)
        one = lambda: rng.randrange(top)
        spoken = lambda limit=130: max(rng.randrange(max(data.upto(min(limit, top)), 64)) for _ in range(2))
        reference = lambda: [rng.randrange(data.upto(14), data.upto(86))]

        def several(low, high, longest=LONGEST):
            wanted, out, frames = rng.randint(low, high), [], 0
            while len(out) < wanted:
                place = spoken() if rng.random() < 0.7 else rng.randrange(data.upto(80))
                frames += data.train[place]['frames']
                if out and frames > longest:
                    break
                out.append(place)
            return out
        if kind in ('plain', 'scene'):
            return [[one()]]
        if kind == 'several':
            return [several(2, 5)]
        if kind == 'clone':
            return [reference(), [one()]]
        if kind == 'clone several':
            return [reference(), several(2, 4, 300)]
        if kind in ('remembered', 'clone remembered'):
            earlier = [several(1, 2, 220) for _ in range(rng.randint(1, 3))]
            return ([reference()] if kind == 'clone remembered' else []) + earlier + [several(1, 3, 260)]
        turn = lambda: rng.randrange(data.upto(min(limit, 110)))   # else long turns are taken for a single speaker's
        turns = [turn() for _ in range(rng.randint(2, 3))]
        if kind == 'described':
            return [turns]
        # some with a turn or two that were spoken before, each a piece of its own
        earlier = [[turn()] for _ in range(rng.randint(1, 2))] if rng.random() < 0.25 else []
        if rng.random() < 0.7:              # as the page says a dialogue: turn by turn
            turns = turns[:1]
        return [reference(), reference(), *earlier, turns]

    def drawn(self, plan, width):
        """A sentence near each place."""
        train = self.data.train
        near = lambda at: train[min(len(train) - 1, max(0, at + self.rng.randrange(-width // 2, width // 2)))]
        return [[near(at) for at in places] for places in plan]

    def between(self):
        return self.rng.choices([' ', '\n', '\n\n'], [0.78, 0.15, 0.07])[0]

    def passage(self, items, speaker, tag=''):
        """One exchange's words: the sentences with what stands between them, all said by one speaker."""
        rng, out = self.rng, [tag] if tag else []
        for i, item in enumerate(items):
            last = i == len(items) - 1
            gap = '' if last else self.between()
            if '\n' in gap and rng.random() < 0.35:
                item = unpunctuated(item)
            out += [(item, speaker)] + ([gap] if gap else [])
        if rng.random() < 0.06:             # so does a cut by words write the end of a paragraph
            out.append('\n\n')
        return out

    def conversation(self, kind, exchanges):
        data, rng = self.data, self.rng
        if kind in ('plain', 'scene', 'several'):
            scene = kind == 'scene' or (kind == 'several' and rng.random() < 0.5)
            start = prompts.system(prompts.INSTRUCTION, prompts.ROOM if scene else None)
            return data.conversation(start, [self.passage(x, self.default) for x in exchanges])
        if kind == 'described':
            speakers = [vocoder.NAMES.index(name) for name in ('clear', 'deep')]
            return data.conversation(prompts.system(prompts.SPEAKERS, prompts.DESCRIBED), [self.turns(exchanges[0], speakers)])
        start = prompts.system(prompts.INSTRUCTION, prompts.ROOM if rng.random() < 0.5 else None)
        if rng.random() < 0.15 and kind != 'remembered':
            start = '<|begin_of_text|>'
        if kind == 'dialogue':
            speakers = rng.sample(sorted(set(rng.sample(self.people, 4))), 2)
            tagged = lambda n, items: self.passage(items, speakers[n], f'[SPEAKER{n}] ')
            earlier = [tagged(i % 2, x) for i, x in enumerate(exchanges[2:-1])]
            # without earlier turns either may begin: so are the pieces of a dialogue said when none is remembered
            first = len(earlier) % 2 if earlier else rng.randrange(2)
            last = self.turns(exchanges[-1], speakers, first)
            return data.conversation(start, [tagged(0, exchanges[0]), tagged(1, exchanges[1]), *earlier, last])
        speaker = self.default if kind == 'remembered' else rng.choice(self.people)
        return data.conversation(start, [self.passage(x, speaker) for x in exchanges])

    def turns(self, items, speakers, first=0):
        out = []
        for i, item in enumerate(items):
            n = (first + i) % 2
            out += [f'[SPEAKER{n}] ', (item, speakers[n])] + (['\n'] if i < len(items) - 1 else [])
        return out
