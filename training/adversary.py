"""Listeners that learn to tell the decoder's waveforms from the teacher's, so that it learns what no distance says.

Two kinds: of complex spectra at three resolutions, and of the waveform folded by five periods. Sources: Kong et al., HiFi-GAN, 2020;
Kumar et al., High-Fidelity Audio Compression with Improved RVQGAN, 2023.
"""
import torch
import torch.nn.functional as F
from torch.nn import Conv2d, Module, ModuleList

SPECTRA, PERIODS = (512, 1024, 2048), (2, 3, 5, 7, 11)


class Listener(Module):
    def __init__(self, channels, kernel, stride, seen):
        super().__init__()
        sides = [seen, *channels]
        padding = [k // 2 for k in kernel]
        self.layers = ModuleList(Conv2d(a, b, kernel, stride, padding) for a, b in zip(sides, channels))
        self.last = Conv2d(channels[-1], 1, 3, 1, 1)

    def heard(self, x):
        """What each layer makes of it, the verdict last."""
        out = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.1)
            out.append(x)
        return [*out, self.last(x)]


class OfSpectra(Listener):
    def __init__(self, size, width=32):
        super().__init__([width] * 4, (3, 9), (1, 2), 2)
        self.size = size

    def forward(self, wave):
        window = torch.hann_window(self.size, device=wave.device)
        spectrum = torch.stft(wave, self.size, self.size // 4, window=window, return_complex=True) / self.size ** 0.5
        # soft sounds count too: the root of the size, with the phase kept
        level = (spectrum.abs() + 1e-4).rsqrt()
        return self.heard(torch.stack([spectrum.real * level, spectrum.imag * level], 1).transpose(2, 3))


class OfPeriods(Listener):
    def __init__(self, period, width=16):
        super().__init__([width, width * 4, width * 8, width * 8], (5, 1), (3, 1), 1)
        self.period = period

    def forward(self, wave):
        whole = wave[:, :wave.shape[1] // self.period * self.period]
        return self.heard(whole.view(len(wave), 1, -1, self.period))


class Adversary(Module):
    def __init__(self):
        super().__init__()
        self.listeners = ModuleList([*map(OfSpectra, SPECTRA), *map(OfPeriods, PERIODS)])

    def told_apart(self, ours, theirs):
        """The listeners' own loss, for waveforms [B, n]."""
        loss = 0
        for listen in self.listeners:
            loss = loss + listen(ours)[-1].pow(2).mean() + (listen(theirs)[-1] - 1).pow(2).mean()
        return loss / len(self.listeners)

    def convinced(self, ours, theirs):
        """The decoder's losses: that it is told apart, and that what the layers hear differs."""
        apart = alike = 0
        for listen in self.listeners:
            *heard, verdict = listen(ours)
            with torch.no_grad():
                aim = listen(theirs)[:-1]
            apart = apart + (verdict - 1).pow(2).mean()
            alike = alike + sum((a - b).abs().mean() / b.abs().mean() for a, b in zip(heard, aim)) / len(aim)
        return apart / len(self.listeners), alike / len(self.listeners)
