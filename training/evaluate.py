"""Stage 8: how good it is, through PyTorch: word error rates (pocketsphinx) on held-out sentences.

`--what teacher` the teacher's own waveform, `codes` teacher's codes through the decoder, `encoder` teacher audio through
encoder and decoder, `lm` sentences spoken by the language model. `--voice vocoder` listens to codes without the decoder.
"""
import argparse
import hashlib
import json
import os
import pickle
import re
import subprocess
import tempfile

import numpy as np
import soundfile
import torch
from scipy.signal import resample_poly

import codec  # before transformers: it finds the resampler
from transformers import DynamicCache, HiggsAudioV2ForConditionalGeneration

import text as prompts
import vocoder
from codebooks import LAYERS, ROW, SPEAKER, SPEAKER_LAYER, SPECTRUM, Codebooks, eighths_of
from lessons import BOS, EOS, Data, delayed
from lm import configuration

MODEL = '/usr/share/pocketsphinx/model/en-us/'


def words(s):
    return re.sub(r"[^a-z' ]", ' ', s.lower()).split()


def errors(right, heard):
    d = np.arange(len(heard) + 1)
    for i, a in enumerate(right, 1):
        p = d.copy()
        d[0] = i
        for j, b in enumerate(heard, 1):
            d[j] = min(p[j] + 1, d[j - 1] + 1, p[j - 1] + (a != b))
    return int(d[-1])


def recognise(waves):
    """24 kHz waveforms -> texts"""
    with tempfile.TemporaryDirectory() as folder:
        for i, w in enumerate(waves):
            y = resample_poly(w, 2, 3) if len(w) else np.zeros(10)
            y = np.concatenate([np.zeros(4000), y / max(1e-3, np.abs(y).max()) * 0.6, np.zeros(8000)])
            y = y + np.random.default_rng(0).standard_normal(len(y)) * 2e-4
            (y * 32767).astype(np.int16).tofile(f'{folder}/{i}.raw')
        parts = [range(i, len(waves), os.cpu_count()) for i in range(min(os.cpu_count(), len(waves)))]
        for n, part in enumerate(parts):
            open(f'{folder}/list-{n}', 'w').write('\n'.join(map(str, part)))
        running = [subprocess.Popen([
            'pocketsphinx_batch', '-adcin', 'yes', '-cepdir', folder, '-cepext', '.raw', '-ctl', f'{folder}/list-{n}', '-hyp',
            f'{folder}/out-{n}', '-hmm', MODEL + 'en-us', '-lm', MODEL + 'en-us.lm.bin', '-dict',
            MODEL + 'cmudict-en-us.dict', '-logfn', '/dev/null']) for n in range(len(parts))]
        if any([p.wait() for p in running]):
            raise SystemExit('pocketsphinx_batch failed')
        heard = [''] * len(waves)
        for n, part in enumerate(parts):
            for i, line in zip(part, open(f'{folder}/out-{n}')):
                heard[i] = re.sub(r'\s*\(\S+ -?\d+\)$', '', line.rstrip('\n'))
        return heard


def recognise_new(waves, kept=None):
    """The same, and what stands in the file `kept` is not listened to again: the teacher's speech does not change."""
    before = pickle.load(open(kept, 'rb')) if kept and os.path.exists(kept) else {}
    names = [hashlib.sha256(np.asarray(w, np.float32).tobytes()).hexdigest() for w in waves]
    fresh = {name: w for name, w in zip(names, waves) if name not in before}
    if fresh:
        before.update(zip(fresh, recognise(list(fresh.values()))))
    if kept and fresh:
        with open(kept, 'wb') as f:
            pickle.dump(before, f)
    return [before[name] for name in names]


def load_lm(work, tokenizer, average=True):
    c = torch.load(f'{work}/lm.pt')
    model = HiggsAudioV2ForConditionalGeneration(configuration(tokenizer))
    model.load_state_dict(c['model'])
    if average:
        with torch.no_grad():
            for n, p in model.named_parameters():
                p.copy_(c['average'][n])
    return model.eval(), c['step']


def load_codec(work, encoder=False, smooth=True):
    model = codec.build(work)
    for part in ['decoder'] + ['encoder'] * encoder:
        state = torch.load(f'{work}/codec-{part}.pt')['smooth' if smooth else 'model']
        own = ('acoustic_decoder', 'fc2.') if part == 'decoder' else ('acoustic_encoder', 'encoder_semantic', 'fc.')
        model.load_state_dict({k: v for k, v in state.items() if k.startswith(own) or
                               (part == 'encoder' and k.startswith('semantic_model'))}, strict=False)
    if encoder:                              # the encoder was not taught phases
        with torch.no_grad():
            model.fc.weight[SPECTRUM + SPEAKER:], model.fc.bias[SPECTRUM + SPEAKER:] = 0, 0
    return model.eval()


@torch.no_grad()
def generate(model, prompt_ids, generator, temperature=1.0, top_k=50, top_p=0.95, longest=400, references=None):
    """Left-padded batch of prompts -> codes [T, 8] each (None where it never ended)."""
    config = model.config
    count, length = len(prompt_ids), max(map(len, prompt_ids))
    ids = torch.full((count, length), config.pad_token_id)
    mask = torch.zeros(count, length, dtype=torch.long)
    for i, p in enumerate(prompt_ids):
        ids[i, length - len(p):] = torch.as_tensor(p)
        mask[i, length - len(p):] = 1
    audio = {}
    if references is not None:
        audio = dict(audio_input_ids=references[None], audio_input_ids_mask=torch.ones(1, len(references), dtype=torch.bool))
    cache = DynamicCache(config=config)
    position = (mask.cumsum(1) - 1).clamp_min(0)
    model.model(input_ids=ids, attention_mask=mask, position_ids=position, past_key_values=cache, use_cache=True, **audio)
    column = torch.full((count, 1, LAYERS), BOS)
    columns, ended = [column[:, 0]], torch.full((count,), -1)
    order = torch.arange(LAYERS)
    for step in range(1, longest):
        mask = torch.cat([mask, torch.ones(count, 1, dtype=torch.long)], 1)
        hidden = model.model(audio_input_ids=column, attention_mask=mask, position_ids=mask.sum(1, keepdim=True) - 1,
                             past_key_values=cache, use_cache=True).last_hidden_state[:, -1]
        logits = model.audio_lm_head(hidden).view(count, LAYERS, -1).float() / temperature
        best, at = logits.topk(top_k, -1)
        p = best.softmax(-1)
        p = p * ((p.cumsum(-1) - p) < top_p)
        pick = torch.multinomial(p.view(-1, top_k), 1, generator=generator).view(count, LAYERS, 1)
        column = at.gather(2, pick)[..., 0]
        column = torch.where(order[None] >= step, BOS, column)
        fresh = (ended < 0) & (column[:, 0] == EOS)
        ended = torch.where(fresh, step, ended)
        column = torch.where((ended[:, None] >= 0) & (order[None] <= step - ended[:, None]), EOS, column)
        columns.append(column)
        column = column[:, None]
        if (ended >= 0).all() and step >= ended.max() + LAYERS - 1:
            break
    all_columns = torch.stack(columns, 1)
    out = []
    for i in range(count):
        if ended[i] < 0:
            last, stopped = len(columns) - LAYERS, False
        else:
            last, stopped = int(ended[i]) - 1, True
        codes = torch.stack([all_columns[i, 1 + k:1 + k + last, k] for k in range(LAYERS)], 1)
        out.append((codes.clamp_max(255), stopped))
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--work', default='work')
    parser.add_argument('--what', choices=['teacher', 'codes', 'encoder', 'lm'], default='lm')
    parser.add_argument('--voice', choices=['decoder', 'vocoder'], default='decoder')
    parser.add_argument('--count', type=int, default=40)
    parser.add_argument('--speaker', default=vocoder.DEFAULT)
    parser.add_argument('--temperature', type=float, default=1.0)
    parser.add_argument('--seed', type=int, default=6)
    parser.add_argument('--clone', action='store_true', help='ask for the speaker by a reference turn')
    parser.add_argument('--raw', action='store_true', help='last weights of the codec, not their moving average')
    parser.add_argument('--save', help='folder for wav files')
    a = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = prompts.load(a.work)
    data = Data.__new__(Data)
    data.tokenizer = tokenizer
    data.codes = np.memmap(f'{a.work}/codes.u8', np.uint8, 'r').reshape(-1, LAYERS)
    data.periods = np.memmap(f'{a.work}/periods.u8', np.uint8, 'r').reshape(-1, len(vocoder.NAMES))
    index = json.load(open(f'{a.work}/held.json')) if os.path.exists(f'{a.work}/held.json') else None
    if index is None:
        index = [x for x in json.load(open(f'{a.work}/speech.json')) if x['part'] == 'held']
        json.dump(index, open(f'{a.work}/held.json', 'w'))
    items = [x for x in index if not re.search(r'\d', x['text']) and len(words(x['text'])) > 2][:a.count]
    speaker = vocoder.NAMES.index(a.speaker)
    books = Codebooks(f'{a.work}/codebooks.npz')
    generator = torch.Generator().manual_seed(a.seed)
    stopped = [True] * len(items)
    if a.what == 'lm':
        model, step = load_lm(a.work, tokenizer)
        print('language model at step', step)
        made = []
        if a.clone:
            reference = [x for x in index if 40 <= x['frames'] <= 80][3]
            for x in items:
                parts = data.clone(x, reference, speaker, prompts.system(prompts.INSTRUCTION, prompts.ROOM))
                columns = delayed(parts[1][1])
                fill = np.full(len(columns), model.config.audio_token_id)
                ids = np.concatenate([parts[0][1], fill, parts[2][1]])
                made += generate(model, [ids], generator, a.temperature, references=torch.from_numpy(columns))
        else:
            for i in range(0, len(items), 20):
                ids = [data.plain(x, False)[0][1] for x in items[i:i + 20]]
                made += generate(model, ids, generator, a.temperature)
        codes, stopped = [c for c, _ in made], [s for _, s in made]
        lengths = np.array([len(c) / x['frames'] for c, x in zip(codes, items)])
        print('ended', np.mean(stopped), 'length against the teacher: median', np.median(lengths), 'within 0.7 to 1.4',
              np.mean((lengths > 0.7) & (lengths < 1.4)))
        said = torch.cat([c[:, SPEAKER_LAYER] for c in codes]) // len(vocoder.LEVELS)
        print('frames in the asked voice', float((said == speaker).float().mean()))
    else:
        codes = [torch.from_numpy(data.audio(x, speaker)) for x in items]
    if a.what in ('teacher', 'encoder'):
        rows = np.memmap(f'{a.work}/speech.f16', np.float16, 'r').reshape(-1, ROW)
        waves = []
        for x in items:
            r = rows[x['begin'] * 8:(x['begin'] + x['frames']) * 8].astype(np.float32)
            n = data.periods[x['begin']:x['begin'] + x['frames'], speaker].astype(int)
            waves.append(vocoder.synthesise(r[:, :vocoder.ORDER], r[:, -1], n, a.speaker))
        if a.what == 'encoder':
            model = load_codec(a.work, True)
            with torch.no_grad():
                waves = [model(torch.from_numpy(w)[None, None]).audio_values[0, 0].numpy() for w in waves]
    elif a.voice == 'vocoder':
        waves = []
        for c in codes:
            c = c.numpy()
            waves.append(vocoder.synthesise(*books.spectrum(c), eighths_of(c), a.speaker) if len(c) else np.zeros(960))
    else:
        model = load_codec(a.work, smooth=not a.raw)
        with torch.no_grad():
            waves = [model.decode(c.t()[None]).audio_values[0, 0].numpy() if len(c) else np.zeros(960) for c in codes]
    heard = recognise(waves)
    wrong = total = 0
    for x, h, s in zip(items, heard, stopped):
        e = errors(words(x['text']), words(h))
        wrong, total = wrong + e, total + len(words(x['text']))
        print(f'{e:3}{"" if s else " never ended"} | {x["text"]} | {h}')
    print(a.what, a.voice, a.speaker, 'word error rate', round(wrong / total, 3))
    if a.save:
        os.makedirs(a.save, exist_ok=True)
        for i, w in enumerate(waves):
            soundfile.write(f'{a.save}/{i}.wav', np.clip(w, -1, 1), 24000)


if __name__ == '__main__':
    main()
