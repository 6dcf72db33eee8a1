"""Stage 9: how good the shipped package speaks: held-out sentences, spoken by the page's own engine.

Writes results.json and prints a table: word error rates (pocketsphinx hears the teacher and the package), which of 50
sentences it was (nearest teacher audio after time warping), ends, whose voice it is (by preset, by a recording of 2 s that
is cloned, and by turn in a dialogue), what the codec alone loses, and without a recogniser: how far sound, voicing and pitch
are from the teacher's, whether the pitch moves, and whether noise repeats. `--candidates FILE` writes the features that the
browser's listening test compares with instead.
"""
import argparse
import base64
import json
import multiprocessing
import os
import pickle
import re
import subprocess
import time

import numpy as np
import soundfile

import hearing
import vocoder
from held_out import VOICES, choose, clones, count, dialogues, teach, through_codec, turn_parts

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
CANDIDATES = 50
LOOKS, TIMED = 6, 5                         # how often how many sentences are said whose speed counts


def with_looks(items, sentences):
    """The items with some sentences again and again between them, far apart in time: other work only ever slows speech down, so
    the least of several looks is the voice's own speed. -> items, and each sentence's looks"""
    looks = [[dict(x, id=f'look-{n}-{x["id"]}') for n in range(LOOKS)] for x in sentences]
    out = []
    for n in range(LOOKS):
        out += [*(x[n] for x in looks), *items[len(items) * n // LOOKS:len(items) * (n + 1) // LOOKS]]
    return out, looks


def template(call):
    return hearing.cepstrum(teach(*call)).astype(np.float32)


def write_candidates(work, path, texts):
    """Features as bytes, ten steps a unit, of the lines of a file."""
    with open(texts) as f:
        texts = f.read().splitlines()
    known = set(texts) & set(json.load(open(f'{work}/corpus.json'))['train'])
    if known:
        raise SystemExit(f'trained with, so no test: {known}')
    sentences = []
    for text in texts:
        steps = np.clip(np.round(template((text, vocoder.DEFAULT)) * 10), -127, 127).astype(np.int8)
        sentences.append({'text': text, 'cepstrum': base64.b64encode(steps.tobytes()).decode()})
    about = {'order': hearing.ORDER, 'stepsPerUnit': 10, 'sentences': sentences}
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as f:
        f.write(json.dumps(about, indent=2) + '\n')
    print(len(sentences), 'sentences', os.path.getsize(path), 'bytes')


def speak(items, package, out):
    sent = ('id', 'text', 'seed', 'voices', 'codecOf', 'request')
    asked = [{k: x[k] for k in sent if k in x and not ('codecOf' in x and k == 'text')} for x in items]
    with open(f'{out}/list.json', 'w') as f:
        json.dump(asked, f)
    subprocess.run(['npm', 'run', '-s', 'speak-list', '--', '--package', os.path.abspath(package), '--list',
                    os.path.abspath(f'{out}/list.json'), '--out', os.path.abspath(out), '--backend', 'wasm'], cwd=ROOT, check=True,
                   env={k: v for k, v in os.environ.items() if k != 'INIT_CWD'})
    takes = {t['id']: t for t in json.load(open(f'{out}/takes.json'))}
    for x in items:
        x.update(takes[x['id']], wave=soundfile.read(f'{out}/{x["id"]}.wav')[0])


def word_errors(items, key, kept=None):
    """Word error rate of a waveform of each item; what was heard is put beside it. `kept`: see recognise_new."""
    from evaluate import errors, recognise_new, words
    for x, heard in zip(items, recognise_new([x[key] for x in items], kept)):
        x[f'heard_{key}'] = heard
    wrong = sum(errors(words(x['text']), words(x[f'heard_{key}'])) for x in items)
    return wrong / sum(len(words(x['text'])) for x in items)


def compared(call):
    wave, teacher = call
    return hearing.compare(wave, teacher), [hearing.contour(w) for w in call], [hearing.repeated(w) for w in call]


def without_words(items, pool):
    """What needs no recogniser: against the teacher, by kind of sentence, and the same measures of the teacher itself."""
    found = pool.map(compared, [(x['wave'], x['teacher']) for x in items], 4)
    mean = lambda some: {k: round(float(np.mean([f[0][k] for f in some if f[0]])), 3) for k in found[0][0]}
    pitch, noise = ([np.concatenate([f[n][who] for f in found]) for who in (0, 1)] for n in (1, 2))
    pitch = [p[p > 0] for p in pitch]
    return {
        'against_the_teacher': mean(found) | {'by_kind': {
            kind: mean([f for f, x in zip(found, items) if x['kind'] == kind]) for kind in sorted({x['kind'] for x in items})}},
        'pitch_on_25_Hz_grid': {w: round(float(hearing.on_grid(p).mean()), 3) for w, p in zip(('ours', 'teacher'), pitch)},
        'noise_like_itself_40_ms_before': {w: round(float(np.median(n)), 3) if len(n) else None
                                           for w, n in zip(('ours', 'teacher'), noise)},
    }


def middle_pitch(wave):
    """Median pitch in Hz, 0 where none is heard."""
    hertz = hearing.contour(wave)
    return float(np.median(hertz[hertz > 0])) if hertz.any() else 0.0


def bodies(items, speakers):
    """What tells women's voices from men's: median pitch and formants of each voice, in Hz."""
    waves = {v: np.concatenate([x['wave'] for x in items if x['speaker'] == v]) for v in speakers}
    return {VOICES[v] or v: {'pitch': round(middle_pitch(w)), 'formants': [round(float(f)) for f in hearing.formants(w)]}
            for v, w in waves.items()}


def steps_of(manifest):
    """The training that made a package, in steps."""
    model, codec = (json.loads(manifest['origin'][k]) for k in ('model', 'codec'))
    return {'language_model_steps': model['steps']} | {k: codec[k] for k in ('decoder_steps', 'encoder_steps')}


def judge_arguments():
    """Arguments that every judge of a package takes."""
    parser = argparse.ArgumentParser()
    parser.add_argument('--work', default='work')
    parser.add_argument('--package', default=os.path.join(ROOT, 'public/models/voice'))
    parser.add_argument('--out', default=os.path.join(ROOT, 'training/results.json'))
    parser.add_argument('--clips', default='clips', help='folder for what is spoken')
    return parser


def main():
    parser = judge_arguments()
    parser.add_argument('--count', type=int, default=200, help='of the 200 chosen')
    parser.add_argument('--recognise', type=int, default=200, help='how many of them the recogniser hears')
    parser.add_argument('--candidates', help='only write the features for the browser test')
    parser.add_argument('--texts', default=os.path.join(ROOT, 'training/listening.txt'), help='of these lines')
    a = parser.parse_args()
    if a.candidates:
        return write_candidates(a.work, a.candidates, a.texts)
    manifest = json.load(open(f'{a.package}/manifest.json'))
    shipped = {v['id'] for v in manifest['voices']}
    speakers = [s for s, v in VOICES.items() if v is None or v in shipped]
    held = json.load(open(f'{a.work}/held.json'))
    everything = choose(held, 200, speakers)
    items = everything[:a.count]
    start = time.time()
    os.makedirs(a.clips, exist_ok=True)
    for x in items:
        x['teacher'] = teach(x['text'], x['speaker'])
    cloned = clones(held, speakers, a.count // 5, a.clips)
    talks = dialogues(held, speakers[1:], a.count // 10)
    long = [x for x in items if not re.search(r'\d', x['text']) and len(x['teacher']) > 2 * hearing.RATE]
    again = through_codec(long[:a.count // 5], a.clips)
    asked, looks = with_looks(items + cloned + talks + again, long[:TIMED])
    speak(asked, a.package, a.clips)
    print('spoken', round(time.time() - start), 's', flush=True)
    lengths = np.array([x['frameCount'] * 960 / len(x['teacher']) for x in items])
    ended = np.array([x['stopReason'] == 'end-of-speech' for x in items])

    others = [x['text'] for x in everything[:CANDIDATES]]
    kept = f'{a.work}/listen-teacher.pickle'
    templates = pickle.load(open(kept, 'rb')) if os.path.exists(kept) else {}
    with multiprocessing.Pool(2) as pool:
        lists = [[x['text']] + [t for t in others if t != x['text']][:CANDIDATES - 1] for x in items]
        calls = sorted({(t, x['speaker']) for x, texts in zip(items, lists) for t in texts})
        missing = [c for c in calls if c not in templates]
        templates.update(zip(missing, pool.imap(template, missing, 8)))
        known = json.load(open(f'{a.work}/corpus.json'))['train']
        known = [t for t in known if 5 <= count(t) <= 10 and re.fullmatch(r"[A-Z][a-z' ]+\.", t)][:24]
        clips = {v: [teach(t, v) for t in known] for v in speakers}
        far = [hearing.warped(hearing.cepstrum(x['wave']), [templates[t, x['speaker']] for t in texts])
               for x, texts in zip(items, lists)]
        sound = without_words(items, pool)
    with open(kept, 'wb') as f:
        pickle.dump(templates, f)
    print('compared', round(time.time() - start), 's', flush=True)
    named = np.array([d.argmin() == 0 for d in far])
    voices = hearing.Voices(clips)
    found = [voices.name(x['wave']) for x in items]
    by_voice = {v: [f == v for f, x in zip(found, items) if x['speaker'] == v] for v in speakers}
    kinds = sorted({x['kind'] for x in items})
    references = [soundfile.read(x['voices'][0]['file'])[0] for x in cloned]
    moved = np.array([middle_pitch(x['wave']) / max(1, middle_pitch(r)) for x, r in zip(cloned, references)])

    results = {
        'package': {k: manifest[k] for k in ('id', 'precision')} | steps_of(manifest),
        'clips': len(items),
        'kinds': {k: sum(x['kind'] == k for x in items) for k in kinds},
        'named_among_50': float(named.mean()),
        'named_by_kind': {k: float(named[[x['kind'] == k for x in items]].mean()) for k in kinds},
        'ended_by_itself': float(ended.mean()),
        'ended_at_0.7_to_1.4_of_the_teacher': float((ended & (lengths >= 0.7) & (lengths <= 1.4)).mean()),
        'length_against_the_teacher': [float(np.quantile(lengths, q)) for q in (0, 0.05, 0.5, 0.95, 1)],
        'voice_recognised': float(np.mean([f == x['speaker'] for f, x in zip(found, items)])),
        'voice_recognised_of_teacher': float(np.mean([voices.name(x['teacher']) == x['speaker'] for x in items])),
        'voice_recognised_by_voice': {VOICES[v] or v: float(np.mean(x)) for v, x in by_voice.items() if x},
        'voice_recognised_by_recording_of_2_s': float(np.mean([voices.name(x['wave']) == x['speaker'] for x in cloned])),
        'voice_recognised_of_these_recordings': float(np.mean(
            [voices.name(r) == x['speaker'] for r, x in zip(references, cloned)])),
        'cloned_pitch_within_8_percent': float((np.abs(moved - 1) <= 0.08).mean()),
        'cloned_pitch_against_the_recording': [float(np.quantile(moved, q)) for q in (0, 0.05, 0.5, 0.95, 1)],
        'voices': bodies(items, speakers),
        'voice_recognised_by_dialogue_turn': float(np.mean(
            [voices.name(part) == s for x in talks for part, s in zip(turn_parts(x), x['speakers'])])),
        'codec_alone': {
            'clips': len(again),
            'mel_cepstral_distance': float(np.mean(
                [hearing.warped(hearing.cepstrum(x['wave']), [hearing.cepstrum(x['teacher'])])[0] for x in again])),
        },
        **sound,
        'real_time_factor': float(np.median([min(y['realTimeFactor'] for y in x) for x in looks])),
    }

    def write():                             # not the figures of passages.py: they may be another package's
        with open(a.out, 'w') as f:
            f.write(json.dumps(results, indent=2) + '\n')

    write()
    print(json.dumps(results, indent=1), flush=True)
    for x, d, f in zip(items, far, found):
        if d.argmin() or f != x['speaker']:
            print(x['id'], x['kind'], x['speaker'], '->', f, 'rank', int((d < d[0]).sum()), x['text'])
    for x in cloned:
        print(x['id'], x['speaker'], '->', voices.name(x['wave']), x['text'])
    # Numbers in digits are left out: the recogniser writes words.
    spelled = [x for x in items if not re.search(r'\d', x['text'])][:a.recognise]
    heard = f'{a.work}/listen-heard.pickle'
    teacher, ours = word_errors(spelled, 'teacher', heard), word_errors(spelled, 'wave')
    results['words'] = {'clips': len(spelled), 'teacher_error_rate': teacher, 'error_rate': ours, 'ratio': ours / teacher}
    write()
    print(json.dumps(results['words'], indent=1), round(time.time() - start), 's', flush=True)
    for x in spelled:
        print(x['id'], x['text'], '|', x['heard_teacher'], '|', x['heard_wave'])
    results['codec_alone'] |= {'teacher_error_rate': word_errors(again, 'teacher', heard), 'error_rate': word_errors(again, 'wave')}
    write()
    print(json.dumps(results['codec_alone'], indent=1))


if __name__ == '__main__':
    main()
