"""Stage 3a: the codec's bottleneck, made without gradient descent.

A latent vector of one frame has two parts. SPECTRUM: the cosine transform over the frame's 8 rows (first 3 terms) of
cepstrum and voicing, reduced to 48 principal axes. PITCH: which voice, how many pitch periods, and the phases at the
frame's begin and end. Codebook 1 holds the voice and the whole periods, codebook 7 the two phases, from which the eighths
follow; codebooks 0 and 2 to 6 are residual k-means of the spectral part, so the same words have the same
spectral codes in every voice. In the codec's own terms all are plain project_in / codebook / project_out.

Writes codebooks.npz.
"""
import argparse
import json

import numpy as np
import torch

import vocoder

SPECTRUM, SPEAKER, PHASE, TERMS, SIZE, LAYERS = 48, 24, 24, 3, 256, 8
SPEAKER_LAYER, PHASE_LAYER = 1, 7
SPECTRAL_LAYERS = [k for k in range(LAYERS) if k not in (SPEAKER_LAYER, PHASE_LAYER)]
PHASES = vocoder.PHASES
UNHEARD = (PHASES + 1) * PHASES // 2       # of the phase codebook, nearest to nothing: the encoder hears no phase
ROW = vocoder.ORDER + 2
WEIGHT = np.array([0.45] + [2 ** 0.5] * (vocoder.ORDER - 1) + [2.5], np.float32)
DCT = np.stack([np.cos(np.pi * k * (np.arange(8) + 0.5) / 8) * (1 if k else 0.5 ** 0.5) * 0.5 for k in range(TERMS)])
DCT = DCT.astype(np.float32)


def features(rows):
    """Rows [T*8, 27] -> [T, 78]"""
    x = rows.astype(np.float32).reshape(-1, 8, ROW)[:, :, [*range(vocoder.ORDER), ROW - 1]] * WEIGHT
    return np.einsum('ks,tsd->tkd', DCT, x).reshape(len(x), -1)


def rows_from(flat):
    """The reverse of features, for listening: [T, 78] -> cepstrum, voiced"""
    x = np.einsum('ks,tkd->tsd', DCT, flat.reshape(len(flat), TERMS, -1)) / WEIGHT
    x = x.reshape(-1, vocoder.ORDER + 1)
    return x[:, :-1].astype(np.float32), np.clip(x[:, -1], 0, 1).astype(np.float32)


def nearest(x, centres):
    return (centres.pow(2).sum(1)[None] - 2 * x @ centres.t()).argmin(1)


def kmeans(x, size, rounds, generator):
    centres = x[torch.randperm(len(x), generator=generator)[:size]].clone()
    for _ in range(rounds):
        at = nearest(x, centres)
        count = torch.bincount(at, minlength=size)
        total = torch.zeros_like(centres).index_add_(0, at, x)
        centres = total / count[:, None].clamp_min(1)
        lost = count == 0
        if lost.any():
            centres[lost] = x[torch.randint(0, len(x), (int(lost.sum()),), generator=generator)]
    return centres


def pitch_codes(speaker, eighths, begin=0):
    """Codes of codebooks 1 and 7 for a speaker's number and the eighths of a period in each of the frames that follow one
    another, the first of which begins at phase `begin`."""
    eighths = np.asarray(eighths).astype(int)
    edge = (begin + np.cumsum(eighths)) % PHASES
    return (speaker * len(vocoder.LEVELS) + (eighths + PHASES // 2) // PHASES - vocoder.LEVELS[0],
            np.concatenate([[begin], edge])[:len(edge)] * PHASES + edge)


def eighths_of(codes):
    """The reverse: codes [..., 8] -> eighths of a period in each frame. The whole periods are the nearest ones."""
    codes = codes.astype(int) if isinstance(codes, np.ndarray) else codes
    begin, end = codes[..., PHASE_LAYER] // PHASES % PHASES, codes[..., PHASE_LAYER] % PHASES
    whole = vocoder.LEVELS[0] + codes[..., SPEAKER_LAYER] % len(vocoder.LEVELS)
    return whole * PHASES + (end - begin + PHASES // 2) % PHASES - PHASES // 2


class Codebooks:
    def __init__(self, path):
        d = np.load(path)
        self.mean, self.axes, self.embed = d['mean'], d['axes'], torch.from_numpy(d['embed'])
        self.scale = float(d['scale'])

    def latents(self, rows):
        return torch.from_numpy((features(rows) - self.mean) @ self.axes)

    def spectral_codes(self, rows):
        """[T, 8], the columns of the pitch left zero"""
        rest = self.latents(rows)
        out = torch.zeros(len(rest), LAYERS, dtype=torch.long)
        for k in SPECTRAL_LAYERS:
            out[:, k] = nearest(rest, self.embed[k])
            rest = rest - self.embed[k][out[:, k]]
        return out.numpy().astype(np.uint8)

    def spectrum(self, codes):
        z = sum(self.embed[k][torch.from_numpy(codes[:, k]).long()] for k in SPECTRAL_LAYERS)
        return rows_from(z.numpy() @ self.axes.T * self.scale ** 2 + self.mean)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--work', default='work')
    parser.add_argument('--frames', type=int, default=160000)
    parser.add_argument('--seed', type=int, default=2)
    a = parser.parse_args()
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(a.seed)
    rows = np.memmap(f'{a.work}/speech.f16', np.float16, 'r').reshape(-1, 8 * ROW)
    rng = np.random.default_rng(a.seed)
    # Not the drills, which were added later: the codes of a package stay what they are.
    count = sum(x['frames'] for x in json.load(open(f'{a.work}/speech.json')) if not x['part'].startswith('drill'))
    x = features(rows[np.sort(rng.choice(count, min(a.frames, count), replace=False))])
    mean = x.mean(0)
    value, vector = np.linalg.eigh(np.cov((x - mean).T))
    axes = vector[:, ::-1][:, :SPECTRUM]
    print('kept by the axes', value[::-1][:SPECTRUM].sum() / value.sum())
    scale = float(np.sqrt(value[::-1][:SPECTRUM].sum() / SPECTRUM))
    axes = (axes / scale).astype(np.float32)       # latents of about unit variance
    rest = torch.from_numpy((x - mean) @ axes)
    whole = rest.pow(2).sum(1).mean()
    embed = torch.zeros(LAYERS, SIZE, SPECTRUM)
    for k in SPECTRAL_LAYERS:
        embed[k] = kmeans(rest, SIZE, 25, generator)
        rest = rest - embed[k][nearest(rest, embed[k])]
        print('after codebook', k, 'left', round(float(rest.pow(2).sum(1).mean() / whole), 4), flush=True)
    np.savez(f'{a.work}/codebooks.npz', mean=mean, axes=axes, embed=embed.numpy(), scale=scale)


if __name__ == '__main__':
    main()
