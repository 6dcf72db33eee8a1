"""The teacher: from mel cepstrum and pitch to a 24 kHz waveform that is locked to the codec's frames.

The pitch phase is a multiple of 1/8 period at every edge of a frame of 40 ms: the running sum of the wanted periods,
rounded. A frame holds n + k/8 periods, begins at one of 8 phases, and the pitch glides inside it. The phase that it
begins at also chooses one of 8 noise tables. The waveform is then a function of the codes alone, with no phase to
guess, and the decoder can be trained by plain regression.
"""
import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.linalg import solveh_banded

RATE, HOP, SUB = 24000, 960, 8            # samples a second, samples a frame, parameter rows a frame
STEP = HOP // SUB                         # 120 samples = 5 ms
ORDER, ALPHA, FFT = 25, 0.42, 1024
FREQ = np.arange(FFT // 2 + 1) * RATE / FFT
PHASES = 8                                # at which a frame can begin
NOISE = np.random.default_rng(7).standard_normal((PHASES, HOP)).astype(np.float32)


# name: formants divided by, pitch base (Hz), pitch range, breath, slope (dB at 4 kHz against 0)
SPEAKERS = {
    'clear': (1.00, 190, 1.0, 0.00, 0),
    'deep': (1.19, 95, 1.2, 0.00, 0),
    'tenor': (1.12, 122, 1.2, 0.00, 2),
    'alto': (1.07, 160, 1.0, 0.10, -2),
    'bright': (0.94, 225, 1.2, 0.00, 2),
    'child': (0.84, 285, 1.2, 0.05, 0),
    'soft': (1.02, 205, 0.6, 0.35, -4),
    'old': (1.10, 145, 0.5, 0.30, -2),
    'giant': (1.28, 78, 1.0, 0.05, 0),
    'flat': (1.00, 150, 0.0, 0.00, 0),
}
NAMES = list(SPEAKERS)
DEFAULT = 'deep'                          # of prompts that ask for no voice: among those that are understood best
LEVELS = np.array([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])


def smooth(mean, deviation, delta, delta_deviation):
    """Most likely trajectory of one parameter given its means and those of its slope."""
    n = len(mean)
    p, q = 1 / deviation ** 2, 1 / delta_deviation ** 2
    band = np.zeros((3, n))
    band[2] = p
    right = p * mean
    inner = q[1:-1]
    band[2, 2:] += inner / 4
    band[2, :-2] += inner / 4
    band[0, 2:] -= inner / 4
    right[2:] += inner * delta[1:-1] / 2
    right[:-2] -= inner * delta[1:-1] / 2
    return solveh_banded(band, right)


def trajectories(rows):
    """Flite's rows -> (mel cepstrum [n, 25], pitch [n], voiced [n])."""
    rows = rows.astype(np.float64)
    floor = lambda x: np.maximum(x, 1e-3)
    half = 2 + 2 * ORDER
    cepstrum = np.stack([smooth(rows[:, 2 + 2 * i], floor(rows[:, 3 + 2 * i]), rows[:, half + 2 * i],
                                floor(rows[:, half + 1 + 2 * i])) for i in range(ORDER)], 1)
    pitch = rows[:, 0]
    voiced = pitch > 40
    if voiced.sum() < 3:
        return None
    at = np.arange(len(pitch))
    pitch = np.exp(np.interp(at, at[voiced], np.log(pitch[voiced])))
    return cepstrum, pitch, voiced.astype(np.float64)


def blur(x, sigma):
    r = int(3 * sigma) + 1
    k = np.exp(-0.5 * (np.arange(-r, r + 1) / sigma) ** 2)
    return np.convolve(np.pad(x, r, mode='edge'), k / k.sum(), 'valid')


def snap(rows, phones, slower=1.06):
    """Parameter rows on the frame grid: every phone lasts a whole number of frames.

    -> (cepstrum [T*8, 25], octaves from 190 Hz [T*8], voiced [T*8], [(phone, first frame, end frame, word)])"""
    found = trajectories(rows)
    if found is None:
        return None
    cepstrum, pitch, voiced = found
    source, target, spans, begin = [0.0], [0], [], 0.0
    for i, (name, end, word) in enumerate(phones):
        edge_pause = name == 'pau' and i in (0, len(phones) - 1)
        if edge_pause:
            frames = 2 if i == 0 else 4
            if i == 0:
                source[0] = begin = max(0.0, end - frames / 25)
            else:
                end = min(end, begin + frames / 25)
            until = target[-1] + frames
            origin = (end, until)
        else:
            until = max(target[-1] + 1, round(origin[1] + (end - origin[0]) * 25 * slower))
        spans.append((name, target[-1], until, word))
        source.append(end)
        target.append(until)
        begin = end
    frames = target[-1]
    centre = (np.arange(frames * SUB) + 0.5) / SUB
    at = np.interp(centre, target, source) * 200 - 0.5
    grid = np.arange(len(pitch))
    cepstrum = np.stack([np.interp(at, grid, c) for c in cepstrum.T], 1)
    octaves = blur(np.interp(at, grid, np.log2(pitch / 190)), 5)
    voiced = blur(np.interp(at, grid, voiced), 0.7)
    return cepstrum.astype(np.float32), octaves.astype(np.float32), voiced.astype(np.float32), spans


def periods(octaves, speaker):
    """Pitch periods in each frame, in eighths."""
    _, base, width, _, _ = SPEAKERS[speaker]
    wanted = base * 2.0 ** (width * octaves.reshape(-1, SUB).mean(1)) * HOP / RATE
    wanted = np.clip(wanted, LEVELS[0] - 0.25, LEVELS[-1] + 0.25)
    return np.diff(np.round(np.cumsum(wanted) * PHASES), prepend=0).astype(int)


_tables = {}


def tables(speaker):
    if speaker not in _tables:
        stretch, _, _, _, slope = SPEAKERS[speaker]
        f = np.minimum(FREQ * stretch, 8000)
        w = 2 * np.pi * f / 16000
        w = w + 2 * np.arctan2(ALPHA * np.sin(w), 1 - ALPHA * np.cos(w))
        base = np.exp(-1j * np.outer(np.arange(ORDER), w))
        edge = np.clip((8000 - FREQ * max(stretch, 1)) / 500, -6, 0) * 0.8
        edge = np.minimum(edge, np.clip((8600 - FREQ) / 300, -12, 0)) + np.minimum(FREQ, 6000) / 4000 * slope / 8.686
        _tables[speaker] = base.astype(np.complex64), edge.astype(np.float32)
    return _tables[speaker]


def synthesise(cepstrum, voiced, eighths, speaker, sharpen=1.2):
    """cepstrum [T*8, 25], voiced [T*8], eighths of a period in each frame [T] -> waveform [T*960]."""
    frames = len(eighths)
    phase = np.concatenate([[0], np.cumsum(eighths)])
    base, edge = tables(speaker)
    breath = SPEAKERS[speaker][3]
    emphasis = np.ones(ORDER, np.float32)
    emphasis[2:] = sharpen
    c = cepstrum * emphasis
    total = frames * HOP
    out = np.zeros(total + 2 * FFT, np.float32)
    # noise, 5 ms apart
    rows = c @ base + edge
    share = np.clip(0.55 / (1 + np.exp(-(FREQ - 4800) / 600)) + breath / (1 + np.exp(-(FREQ - 2200) / 500)), 0, 0.95)
    share = share.astype(np.float32)
    level = np.sqrt(np.maximum(0, 1 - (voiced[:, None] ** 2) * (1 - share[None] ** 2)))
    window = np.hanning(2 * STEP + 1)[:-1].astype(np.float32)
    source = np.pad(NOISE[phase[:-1] % PHASES].ravel(), STEP // 2)
    pieces = np.lib.stride_tricks.sliding_window_view(source, 2 * STEP)[::STEP] * window
    noise = np.fft.irfft(np.fft.rfft(pieces, FFT).astype(np.complex64) * np.exp(rows) * level, FFT).astype(np.float32)
    for k in range(frames * SUB):
        o = k * STEP - STEP // 2 + FFT // 2
        out[o:o + FFT] += noise[k]
    # pulses
    when = PchipInterpolator(phase / PHASES, np.arange(frames + 1) * HOP)
    whole = np.arange(-(-phase[-1] // PHASES))
    times, period = when(whole), when.derivative()(whole)
    at = np.clip(times / STEP - 0.5, 0, frames * SUB - 1)
    low = np.floor(at).astype(int)
    high = np.minimum(low + 1, frames * SUB - 1)
    mix = (at - low)[:, None].astype(np.float32)
    rows = rows[low] * (1 - mix) + rows[high] * mix
    v = voiced[low] * (1 - mix[:, 0]) + voiced[high] * mix[:, 0]
    whole = np.floor(times).astype(int)
    shift = np.exp(-2j * np.pi * np.outer(times - whole, np.arange(FFT // 2 + 1) / FFT))
    gain = (np.sqrt(period) * v)[:, None] * np.sqrt(1 - share ** 2)
    pulses = np.fft.irfft(np.exp(rows) * shift * gain, FFT).astype(np.float32)
    for k, o in enumerate(whole):
        if v[k] > 0.01:
            out[o + FFT // 2:o + FFT // 2 + FFT] += pulses[k]
    return out[FFT // 2:FFT // 2 + total] * np.float32(SCALE)


SCALE = 1 / 50000
