"""Stage 4: codes of everything said: codes.u8 [frames, 8] (columns 1 and 7 empty: they depend on the speaker)
and periods.u8 [frames, speakers], in eighths."""
import argparse
import json

import numpy as np
import torch

import vocoder
from codebooks import ROW, Codebooks


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--work', default='work')
    a = parser.parse_args()
    torch.set_num_threads(1)
    books = Codebooks(f'{a.work}/codebooks.npz')
    rows = np.memmap(f'{a.work}/speech.f16', np.float16, 'r').reshape(-1, 8 * ROW)
    index = json.load(open(f'{a.work}/speech.json'))
    with open(f'{a.work}/codes.u8', 'wb') as out:
        for i in range(0, len(rows), 20000):
            books.spectral_codes(rows[i:i + 20000]).tofile(out)
    octaves = np.ascontiguousarray(rows.reshape(-1, 8, ROW)[:, :, ROW - 2]).astype(np.float32)
    out = np.zeros((len(rows), len(vocoder.NAMES)), np.uint8)
    for x in index:
        part = slice(x['begin'], x['begin'] + x['frames'])
        for s, name in enumerate(vocoder.NAMES):
            out[part, s] = vocoder.periods(octaves[part], name)
    out.tofile(f'{a.work}/periods.u8')
    print(len(rows), 'frames encoded')


if __name__ == '__main__':
    main()
