"""What speech sounds like, as numbers: mel cepstra, their distance after time warping, pitch, and whose voice it is.

e2e/support/listening/mel-cepstrum.ts and warped-distance.ts are the same computations for the browser tests.
"""
import numpy as np
from scipy.fft import dct
from scipy.linalg import solve_toeplitz
from scipy.signal import resample_poly

RATE, WINDOW, HOP, BANDS, ORDER = 24000, 1024, 480, 24, 12
LOWEST, HIGHEST = 80, 8000                # Hz
FLOOR = 1e-4                              # of the loudest band's energy: what is softer counts as silence


def filters():
    mel = lambda f: 2595 * np.log10(1 + f / 700)
    edges = 700 * (10 ** (np.linspace(mel(LOWEST), mel(HIGHEST), BANDS + 2) / 2595) - 1)
    f = np.arange(WINDOW // 2 + 1) * RATE / WINDOW
    up = (f[None] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    down = (edges[2:, None] - f[None]) / (edges[2:] - edges[1:-1])[:, None]
    return np.maximum(0, np.minimum(up, down))


FILTERS = filters()
HANN = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)


def cut(wave):
    count = max(0, (len(wave) - WINDOW) // HOP + 1)
    return np.lib.stride_tricks.sliding_window_view(wave, WINDOW)[::HOP] if count else np.zeros((0, WINDOW))


def levels(wave):
    """Logarithms of band energies [n, BANDS], 0 is the clip's loudest."""
    energy = np.abs(np.fft.rfft(cut(wave) * HANN)) ** 2 @ FILTERS.T
    top = max(energy.max(initial=0), 1e-12)
    return np.log(np.maximum(energy, FLOOR * top) / top)


def cepstrum(wave):
    """Mel cepstrum [n, ORDER], 20 ms apart; without its level. Silence is 0."""
    return dct(levels(wave), norm='ortho', axis=1)[:, 1:ORDER + 1]


def warped(heard, candidates):
    """Distance of a cepstrum to each of others after dynamic time warping, per frame of both."""
    n, most, count = len(heard), max(map(len, candidates)), len(candidates)
    # Rows pushed aside by one each: what stood on a diagonal stands in a column.
    wide = np.full((count, n, most + n), 1e9, np.float32)
    for k, c in enumerate(candidates):
        wide[k, :, :len(c)] = np.sqrt(np.maximum(
            0, (heard ** 2).sum(1)[:, None] + (c ** 2).sum(1)[None] - 2 * heard @ c.T))
    steps = wide.reshape(count, -1)[:, :n * (most + n - 1)].reshape(count, n, most + n - 1).transpose(2, 0, 1).copy()
    before = last = np.full((count, n + 1), 1e12)
    out = np.zeros(count)
    for d, step in enumerate(steps):
        now = np.full((count, n + 1), 1e12)
        now[:, 1:] = np.minimum(np.minimum(last[:, 1:], last[:, :-1]) + step, before[:, :-1] + 2 * step)
        if d == 0:
            now[:, 1] = 2 * step[:, 0]
        for k, c in enumerate(candidates):
            if d == n + len(c) - 2:
                out[k] = now[k, n] / (n + len(c))
        before, last = last, now
    return out


def pitch(wave):
    """Pitch in octaves above 100 Hz of the frames that have one, by autocorrelation between 60 and 450 Hz."""
    frames = cut(wave) * HANN
    loud = (frames ** 2).sum(1)
    frames = frames[loud > 0.05 * loud.max(initial=0)]
    spectrum = np.abs(np.fft.rfft(frames, 2 * WINDOW)) ** 2
    spectrum[:, int(1000 * 2 * WINDOW / RATE):] = 0
    same = np.fft.irfft(np.abs(np.fft.rfft(HANN, 2 * WINDOW)) ** 2)
    lags = np.arange(RATE // 450, RATE // 60)
    found = np.fft.irfft(spectrum)[:, lags] / same[lags] * same[0]
    # The shortest period that is nearly as good as the best: not its double.
    best = np.array([lags[np.argmax(r > 0.9 * r.max())] if r.max() > 0 else 0 for r in found])
    peak = np.array([r.max() / max(1e-9, t) for r, t in zip(found, np.fft.irfft(spectrum)[:, 0])])
    best = best[(peak > 0.4) & (best > 0)]
    return np.log2(RATE / best / 100) if len(best) else np.zeros(1)


def portrait(wave):
    """What tells one voice from another [ORDER + 3]: mean cepstrum of the loud frames, middle, spread and top of the pitch."""
    level = levels(wave)
    loud = level.mean(1) > np.median(level.mean(1))
    mean = dct(level[loud] if loud.any() else level, norm='ortho', axis=1)[:, 1:ORDER + 1].mean(0)
    octaves = pitch(wave)
    return np.concatenate([mean, [np.median(octaves), octaves.std(), np.percentile(octaves, 85)]])


class Voices:
    """Nearest voice, by the scatter that clips of one voice have among themselves."""

    def __init__(self, clips):
        """clips: voice -> waveforms"""
        seen = {v: np.stack([portrait(w) for w in waves]) for v, waves in clips.items()}
        self.names = list(seen)
        self.centres = np.stack([x.mean(0) for x in seen.values()])
        inner = np.concatenate([x - x.mean(0) for x in seen.values()])
        self.weights = np.linalg.inv(inner.T @ inner / len(inner) + 1e-4 * np.eye(inner.shape[1]))

    def name(self, wave):
        d = self.centres - portrait(wave)
        return self.names[int(np.einsum('ij,jk,ik->i', d, self.weights, d).argmin())]


def periodicity(wave):
    """For every cut: pitch in Hz, how periodic it is (0 to 1), and whether it is loud enough to be judged."""
    frames = cut(wave) * HANN
    power = (frames ** 2).sum(1)
    spectrum = np.abs(np.fft.rfft(frames, 2 * WINDOW)) ** 2
    spectrum[:, int(1000 * 2 * WINDOW / RATE):] = 0
    own = np.fft.irfft(np.abs(np.fft.rfft(HANN, 2 * WINDOW)) ** 2)
    lags = np.arange(RATE // 450, RATE // 60)
    found = np.fft.irfft(spectrum)
    whole = found[:, :1]
    same = found[:, lags] / own[lags] * own[0] / np.maximum(whole, 1e-12)
    top = same.max(1, initial=0)
    rising = np.zeros_like(same, bool)
    rising[:, 1:-1] = (same[:, 1:-1] >= same[:, :-2]) & (same[:, 1:-1] > same[:, 2:])
    good = rising & (same > 0.9 * top[:, None])
    # the shortest period that is nearly as good as the best, between two samples
    at = np.clip(np.where(good.any(1), good.argmax(1), same.argmax(1)), 1, len(lags) - 2)
    rows = np.arange(len(at))
    left, middle, right = (same[rows, at + k] for k in (-1, 0, 1))
    between = np.clip((left - right) / np.minimum(2 * (left - 2 * middle + right), -1e-9), -0.5, 0.5)
    return RATE / (lags[at] + between), top, power > 0.003 * power.max(initial=0)


def contour(wave):
    """Pitch in Hz 20 ms apart, 0 where there is none."""
    hertz, top, loud = periodicity(wave)
    return np.where(loud & (top > 0.6), hertz, 0)


def formants(wave, order=12, rate=10000):
    """Median second and third formant in Hz, by linear prediction of the frames that have a pitch."""
    low = resample_poly(wave, 5, 12)
    at = (np.flatnonzero(contour(wave)) * HOP * rate) // RATE
    window, found = np.hamming(300), []
    for frame in (low[i:i + 300] for i in at if i + 301 <= len(low)):
        frame = window * (frame - 0.95 * np.concatenate([[0], frame[:-1]]))
        same = np.correlate(frame, frame, 'full')[299:300 + order]
        same[0] = same[0] * 1.0001 + 1e-9
        roots = np.roots([1, *-solve_toeplitz(same[:order], same[1:])])
        roots = roots[roots.imag > 0]
        hertz, width = np.angle(roots) * rate / 2 / np.pi, -np.log(np.abs(roots)) * rate / np.pi
        good = np.sort(hertz[(width < 500) & (hertz > 150)])
        if len(good) >= 3:
            found.append(good[1:3])
    return np.median(found, 0) if found else np.zeros(2)


def on_grid(hertz, step=RATE / 960, within=1.5):
    """Of pitches, those next to a multiple of the frame rate: a pitch that cannot glide is there always, any other one in
    12 % of the frames."""
    return np.abs(hertz - step * np.round(hertz / step)) < within


def repeated(wave, lag=960):
    """Likeness (correlation) of unvoiced sound to itself a frame before, above 2 kHz, where both are unvoiced and loud."""
    spectrum = np.fft.rfft(wave)
    spectrum[:int(2000 * len(wave) / RATE)] = 0
    high = np.fft.irfft(spectrum, len(wave))
    _, top, loud = periodicity(wave)
    noisy = loud & (top < 0.4)
    out = []
    for i in range(2, len(noisy)):
        if noisy[i] and noisy[i - 2]:
            now, then = high[i * HOP:i * HOP + lag], high[i * HOP - lag:i * HOP]
            if len(now) == lag and len(then) == lag:
                out.append(now @ then / max(1e-12, np.sqrt((now @ now) * (then @ then))))
    return np.array(out)


def path(heard, candidate):
    """Pairs of places in two cepstra that belong together by dynamic time warping: [n, 2]."""
    far = np.sqrt(np.maximum(0, (heard ** 2).sum(1)[:, None] + (candidate ** 2).sum(1)[None] - 2 * heard @ candidate.T))
    n, m = far.shape
    total = np.full((n + 1, m + 1), 1e12)
    total[0, 0] = 0
    for i in range(n):
        row, above, step = total[i + 1], total[i], far[i]
        for j in range(m):
            row[j + 1] = min(above[j] + 2 * step[j], above[j + 1] + step[j], row[j] + step[j])
    i, j, out = n, m, []
    while i and j:
        out.append((i - 1, j - 1))
        back = [total[i - 1, j - 1] + 2 * far[i - 1, j - 1], total[i - 1, j] + far[i - 1, j - 1], total[i, j - 1] + far[i - 1, j - 1]]
        best = int(np.argmin(back))
        i, j = i - (best != 2), j - (best != 1)
    return np.array(out[::-1])


def compare(wave, teacher):
    """How a clip differs from the teacher's, without a recogniser: mel-cepstral distance, share of places that are voiced in
    one alone, mean relative pitch error where both are, and what of it is off by half an octave or more."""
    ours, theirs = cepstrum(wave), cepstrum(teacher)
    if len(ours) == 0:
        return None
    at = path(ours, theirs)
    one, two = contour(wave)[at[:, 0]], contour(teacher)[at[:, 1]]
    both = (one > 0) & (two > 0)
    octaves = np.abs(np.log2(one[both] / two[both]))
    near = octaves < 0.5
    return {
        'distance': float(np.linalg.norm(ours[at[:, 0]] - theirs[at[:, 1]], axis=1).mean()),
        'voiced_in_one': float(((one > 0) != (two > 0)).mean()),
        'pitch_error': float(np.abs(2.0 ** octaves[near] - 1).mean()) if near.any() else 0.0,
        'pitch_elsewhere': float(1 - near.mean()) if len(near) else 0.0,
    }
