"""Lessons as if somebody else had said a stretch of them."""
import torch

import vocoder
from codebooks import PHASE_LAYER, PHASES, SIZE, SPEAKER_LAYER

BASE = torch.tensor([vocoder.SPEAKERS[name][1] for name in vocoder.NAMES]).float()


def in_other_voices(codes):
    """Columns [B, T, 8], in half of the rows a stretch as if somebody else had said it: the voice, and the pitch too, or that
    would tell whose it was. -> columns, where the stretches are [B, T]"""
    count, length = codes.shape[:2]
    device = codes.device
    chance = lambda *shape: torch.rand(shape, device=device)
    base = BASE.to(device)
    levels = len(vocoder.LEVELS)
    first, end = (chance(2, count, 1) * length).sort(0).values
    places = torch.arange(length, device=device)
    stretch = (places >= first) & (places < end) & (chance(count, 1) < 0.5)
    speaker, phases = codes[:, :, SPEAKER_LAYER], codes[:, :, PHASE_LAYER]
    inside = stretch & (speaker < levels * len(vocoder.NAMES))
    whose = torch.where(inside, speaker // levels, 0)
    other = (whose + torch.randint(1, len(vocoder.NAMES), (count, 1), device=device)) % len(vocoder.NAMES)
    periods = (speaker % levels + vocoder.LEVELS[0]) * base[other] / base[whose]
    periods = periods.clamp(vocoder.LEVELS[0], vocoder.LEVELS[-1])
    out = codes.clone()
    out[:, :, SPEAKER_LAYER] = torch.where(inside, other * levels + periods.round().long() - vocoder.LEVELS[0], speaker)
    edges = (chance(count, 1) * PHASES + (periods + 0.2 * torch.randn(count, 1, device=device)).cumsum(1) * PHASES).long() % PHASES
    moved = torch.cat([edges[:, :1], edges[:, :-1]], 1) * PHASES + edges
    out[:, :, PHASE_LAYER] = torch.where(stretch & (phases < SIZE), moved, phases)
    return out, stretch
