"""How far two waveforms are apart, for the decoder's lessons."""
import numpy as np
import torch
import torch.nn.functional as F

import vocoder


def bands(n, count=64, low=80, high=8000):
    """[n / 2 + 1, count]: triangles that overlap by half, evenly on the mel scale."""
    mel = lambda f: 1127 * np.log1p(f / 700)
    at = (mel(np.arange(n // 2 + 1) * vocoder.RATE / n) - mel(low)) / (mel(high) - mel(low)) * (count + 1)
    return torch.from_numpy(np.clip(1 - np.abs(at[:, None] - np.arange(1, count + 1)), 0, 1)).float()


RESOLUTIONS = [(240, 60), (512, 128), (1200, 300), (2048, 512)]
WINDOWS = [torch.hann_window(n) for n, _ in RESOLUTIONS]
HEARD = {n: bands(n) for n in (1200, 2048)}   # where every band has a bin


HIGH = 2000                                  # Hz, above which noise is heard


def likeness(wave):
    """[B, n] -> of windows 20 ms apart the likeness to the sound a frame before, above HIGH, and the share of the energy there."""
    spectrum = torch.fft.rfft(wave)
    low = torch.arange(spectrum.shape[1], device=wave.device) * vocoder.RATE < HIGH * wave.shape[1]
    high = torch.fft.irfft(spectrum.masked_fill(low, 0), wave.shape[1]).unfold(1, vocoder.HOP, vocoder.HOP // 2)
    whole = wave.unfold(1, vocoder.HOP, vocoder.HOP // 2)[:, 2:].pow(2).sum(2)
    now, before = high[:, 2:], high[:, :-2]
    energy = now.pow(2).sum(2)
    silence = 1e-6 * vocoder.HOP
    return (now * before).sum(2) / (energy * before.pow(2).sum(2) + silence ** 2).sqrt(), energy / (whole + silence)


def repeating(y, x):
    """How much more or less than it should a waveform repeats itself from frame to frame where it is noise."""
    ours, _ = likeness(y)
    with torch.no_grad():
        theirs, share = likeness(x)
    return ((ours - theirs).abs() * share).sum() / share.sum()


def distance(y, x):
    """Complex, logarithmic and logarithmic mel-band distance of two batches of waveforms, at four resolutions, the last at
    two, and whether their noise repeats. The first alone leaves the valleys between formants filled, and words are lost."""
    complex_part = log_part = mel_part = 0
    for (n, h), w in zip(RESOLUTIONS, WINDOWS):
        w = w.to(y.device)
        a = torch.stft(y, n, h, window=w, return_complex=True)
        with torch.no_grad():
            b = torch.stft(x, n, h, window=w, return_complex=True)
            size = b.abs()
            level = F.avg_pool2d(size[:, None], 5, 1, 2, count_include_pad=False)[:, 0] + 0.002 * n ** 0.5
        complex_part = complex_part + ((a - b).abs() / level).mean()
        floor = 3e-4 * n ** 0.5              # a tenth of the softest consonants: words are lost there first
        ours = a.abs()
        log_part = log_part + ((ours + floor).log() - (size + floor).log()).abs().mean()
        if n in HEARD:
            one, two = (torch.einsum('bft,fm->bmt', v, HEARD[n].to(y.device)) + floor for v in (ours, size))
            mel_part = mel_part + (one.log() - two.log()).abs().mean()
    return complex_part / 4, log_part / 4, mel_part / len(HEARD), repeating(y, x)
