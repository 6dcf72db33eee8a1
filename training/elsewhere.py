"""Training on a machine with a GPU that gets few bytes in and gives few back.

`pack` writes language.xz and codec.xz: codes, texts and checkpoints for lm.py, and some hours of the teacher's parameters with a
codec's for codec.py. `unpack` makes the work folder of one of them there. `result` writes checkpoints without optimizers, the
language model's in 16 bits, each under 16 MB; `take` makes checkpoints of them here.
"""
import argparse
import json
import lzma
import os
import pickle

import numpy as np
import torch

from codebooks import LAYERS, ROW, SPECTRAL_LAYERS
from vocoder import NAMES

STEPS = 256                                  # of a parameter, in 1: far finer than its codes
PLAIN = ('tokenizer.json', 'codebooks.npz')


def write(path, value):
    with lzma.open(path, 'wb', preset=4) as f:
        pickle.dump(value, f, 4)
    print(path, os.path.getsize(path) / 1e6, 'MB', flush=True)


def narrow(x):
    """Numbers as bytes in planes, those of one column side by side: these compress."""
    x = np.ascontiguousarray(x.T)
    return x.shape, x.dtype.str, np.ascontiguousarray(x.view(np.uint8).reshape(*x.shape, -1).transpose(2, 0, 1)).tobytes()


def wide(shape, dtype, data):
    planes = np.frombuffer(data, np.uint8).reshape(-1, *shape)
    return np.ascontiguousarray(planes.transpose(1, 2, 0)).view(dtype)[..., 0].T


def spoken(work, index, parts=None):
    """What both need of these sentences, whose frames are `parts` of all."""
    codes = np.fromfile(f'{work}/codes.u8', np.uint8).reshape(-1, LAYERS)
    periods = np.fromfile(f'{work}/periods.u8', np.uint8).reshape(-1, len(NAMES))
    if parts is not None:
        codes, periods = codes[parts], periods[parts]
    begin, out = 0, []
    for x in index:
        out.append({**x, 'begin': begin, 'where': np.diff(x['where'], prepend=0).astype(np.int8).tobytes()})
        begin += x['frames']
    return dict(index=out, codes=narrow(codes[:, SPECTRAL_LAYERS]), periods=narrow(periods),
                files={name: open(f'{work}/{name}', 'rb').read() for name in PLAIN})


def pack(a):
    index = json.load(open(f'{a.work}/speech.json'))
    c = torch.load(f'{a.work}/lm.pt')
    write(f'{a.out}/language.xz', spoken(a.work, index) | dict(checkpoint=light(c, 'average')))
    rng, chosen, frames = np.random.default_rng(9), [], 0
    for i in rng.permutation(len(index)):
        if index[i]['part'] in ('train', 'drill') and frames < a.hours * 90000:
            chosen.append(index[i])
            frames += index[i]['frames']
    parts = np.concatenate([np.arange(x['begin'], x['begin'] + x['frames']) for x in chosen])
    rows = np.memmap(f'{a.work}/speech.f16', np.float16, 'r').reshape(-1, 8, ROW)[parts].reshape(-1, ROW)
    rows = np.diff(np.round(rows.astype(np.float32) * STEPS).astype(np.int16), axis=0, prepend=np.int16(0))
    c = {part: torch.load(f'{a.work}/codec-{part}.pt') for part in ('decoder', 'encoder')}
    c = {part: {k: v for k, v in x.items() if k in ('step', 'units')} | light(x, 'smooth' if 'smooth' in x else 'model') for part, x in c.items()}
    write(f'{a.out}/codec.xz', spoken(a.work, chosen, parts) | dict(rows=narrow(rows), codec=c))


def light(c, key):
    return {'step': c['step'], 'model': {n: p.detach().half() if p.is_floating_point() else p for n, p in c[key].items()}}


def whole(c):
    model = {n: p.float() if p.is_floating_point() else p for n, p in c['model'].items()}
    return {**c, 'model': model, 'average': {n: p.clone() for n, p in model.items()}}


def unpack(a):
    with lzma.open(a.file) as f:
        d = pickle.load(f)
    os.makedirs(a.work, exist_ok=True)
    for name, data in d['files'].items():
        open(f'{a.work}/{name}', 'wb').write(data)
    spectral = wide(*d['codes'])
    codes = np.zeros((len(spectral), LAYERS), np.uint8)
    codes[:, SPECTRAL_LAYERS] = spectral
    codes.tofile(f'{a.work}/codes.u8')
    wide(*d['periods']).tofile(f'{a.work}/periods.u8')
    index = [{**x, 'where': np.cumsum(np.frombuffer(x['where'], np.int8), dtype=int).tolist()} for x in d['index']]
    json.dump(index, open(f'{a.work}/speech.json', 'w'))
    if 'checkpoint' in d:
        torch.save(whole(d['checkpoint']), f'{a.work}/lm.pt')
    if 'rows' in d:
        rows = np.cumsum(wide(*d['rows']), axis=0, dtype=np.int16)
        (rows.astype(np.float32) / STEPS).astype(np.float16).tofile(f'{a.work}/speech.f16')
        for part, c in d['codec'].items():
            torch.save(whole(c), f'{a.work}/codec-{part}.pt')
    print(len(index), 'sentences,', len(codes), 'frames', flush=True)


def result(a):
    c = torch.load(a.file, map_location='cpu')
    kept = light(c, 'average') if 'average' in c else {'step': c['step'], 'units': c['units'], 'model': c['smooth']}
    torch.save(kept, a.out)
    print(a.out, 'of step', c['step'], os.path.getsize(a.out) / 1e6, 'MB', flush=True)


def take(a):
    c = torch.load(a.file)
    torch.save({**c, 'smooth': c['model']} if 'units' in c else whole(c), a.out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('what', choices=['pack', 'unpack', 'result', 'take'])
    parser.add_argument('--work', default='work')
    parser.add_argument('--out', default='.')
    parser.add_argument('--file')
    parser.add_argument('--hours', type=float, default=4.0, help='of the teacher for the codec')
    a = parser.parse_args()
    globals()[a.what](a)


if __name__ == '__main__':
    main()
