"""What lets the codec's decoder find the pitch phase: some of its own units, with fixed weights, that compute it.

From the codes of a frame and its neighbours the phase at every eighth of the frame, and how fast it goes there, are
weighted sums, so ordinary units can hold them, and Snake, x + sin^2(ax) / a, makes waves of sums of these. Units of the
layer at 200 Hz are given away for it: cosine and sine of the phase and of its double, at five places each, which the layer
at 1 kHz puts in a row. The x of Snake, which grows with the phase, is taken away again there by units that hold phase and
speed themselves. The exported decoder is a plain one.

In training the waves are computed beside the network in 32 bits: 16 bits do not hold a phase of several periods.
"""
import numpy as np
import torch

import vocoder
from codebooks import PHASE_LAYER, PHASES, SPECTRUM, SPEAKER, eighths_of

PLACES, WITHIN, MULTIPLES, SIZE = 8, 5, 2, 6.0     # places in a frame, in each of them; waves' size, about
ROWS = [0, 1]                              # of the latent projection: begin of the phase, periods / 8
FIRST = 5                                  # sums at 25 Hz: begin, periods / 8, what the frame before and behind have more, one
SECOND = 3                                 # sums at 200 Hz: phase / 8, speed, one
WAVES = WITHIN * MULTIPLES * 2
STRAIGHT = 1e-6                            # Snake's a of units that hold sums


def second_of_first():
    """[PLACES, SECOND, FIRST]"""
    out = torch.zeros(PLACES, SECOND, FIRST)
    for place in range(PLACES):
        u = (place + 0.5) / PLACES
        out[place, 0] = torch.tensor([1, 8 * u, 4 * (u ** 3 - 2 * u ** 2 + u), 4 * (u ** 3 - u ** 2), 0]) / 8
        out[place, 1] = torch.tensor([0, 1, (3 * u ** 2 - 4 * u + 1) / 2, (3 * u ** 2 - 2 * u) / 2, 0])
        out[place, 2, 4] = 1
    return out


def waves_of_second():
    """[WAVES, SECOND]"""
    out = torch.zeros(WITHIN, MULTIPLES, 2, SECOND)
    for place in range(WITHIN):
        for k in range(MULTIPLES):
            out[place, k, :] = torch.tensor([8.0, (place + 0.5) / WITHIN - 0.5, 0]) * (k + 1)
            out[place, k, 1, 2] = 0.25
    return out.view(WAVES, SECOND) * SIZE


def waves(codes):
    """[B, T, 8] -> what Snake adds to the sums: [B, WAVES, T * PLACES]"""
    begin = (codes[:, :, PHASE_LAYER] // PHASES % PHASES / PHASES).float()
    periods = (eighths_of(codes) / PHASES / 8).float()
    before, behind = (torch.nn.functional.pad(periods, side) for side in ((1, -1), (-1, 1)))
    first = torch.stack([begin, periods, before - periods, behind - periods, torch.ones_like(begin)], 2)
    second = torch.einsum('pxf,btf->btpx', second_of_first().to(first), first).flatten(1, 2)
    return (torch.sin(second @ waves_of_second().t().to(first) * (np.pi / SIZE)).pow(2) * (SIZE / np.pi)).transpose(1, 2)


def fix(model, units):
    """Writes the fixed weights, and those that take the sums away again."""
    one, two = (torch.tensor(u) for u in units)
    d, fc = model.acoustic_decoder, model.fc2
    last = two[WAVES:]
    with torch.no_grad():
        # phase_vectors and speaker_vectors in codec.py say what stands where
        more = SPECTRUM + SPEAKER + 21
        fc.weight[ROWS], fc.bias[ROWS] = 0, 0
        fc.weight[ROWS[0], more], fc.bias[ROWS[0]] = 0.5, 0.5
        fc.weight[ROWS[1], SPECTRUM:SPECTRUM + len(vocoder.LEVELS)] = torch.from_numpy(vocoder.LEVELS).float() / 16
        fc.weight[ROWS[1], more + 1] = 1 / 16
        d.conv1.weight[one], d.conv1.bias[one] = 0, 0
        d.conv1.weight[one[0], ROWS[0], 3] = 1
        for unit, beside in ((1, None), (2, 2), (3, 4)):
            d.conv1.weight[one[unit], ROWS[1], 3] = 1 if beside is None else -1
            if beside is not None:
                d.conv1.weight[one[unit], ROWS[1], beside] = 1
        d.conv1.bias[one[4]] = 1
        d.block[0].snake1.alpha[0, one] = STRAIGHT
        up = d.block[0].conv_t1
        up.weight[one], up.weight[:, two], up.bias[two] = 0, 0, 0
        sums = second_of_first()
        made = torch.cat([torch.einsum('wx,pxf->pwf', waves_of_second(), sums), sums], 1)
        for place in range(PLACES):
            up.weight[one[:, None], two[None], 4 + place] = made[place].t().to(up.weight)
        for unit in (d.block[0].res_unit1, d.block[0].res_unit2, d.block[0].res_unit3):
            unit.conv1.weight[:, two], unit.conv2.weight[two], unit.conv2.bias[two] = 0, 0, 0
        d.block[1].snake1.alpha[0, two] = np.pi / SIZE
        d.block[1].snake1.alpha[0, last] = STRAIGHT
        up = d.block[1].conv_t1
        up.weight[last] = -torch.einsum('wx,wok->xok', waves_of_second().to(up.weight), up.weight[two[:WAVES]])


def install(model, latents):
    """Gives the units away that matter least, and one unit at 1 kHz for each kind of wave -> which."""
    d = model.acoustic_decoder
    moved = lambda h: h.transpose(0, 1).flatten(1).std(1)
    with torch.no_grad():
        heard = d.conv1.weight.transpose(0, 1).flatten(1).norm(dim=1) * moved(latents)
        for place, row in zip(ROWS, heard.argsort()[:2].tolist()):      # the two rows come first
            swap = torch.arange(len(heard))
            swap[place], swap[row] = row, place
            model.fc2.weight.copy_(model.fc2.weight[swap].clone())
            model.fc2.bias.copy_(model.fc2.bias[swap].clone())
            d.conv1.weight.copy_(d.conv1.weight[:, swap].clone())
        d.conv1.weight[:, ROWS] = 0
        h = d.block[0].snake1(d.conv1(latents))
        one = (moved(h) * d.block[0].conv_t1.weight.flatten(1).norm(dim=1)).argsort()[:FIRST]
        b = d.block[0]
        h = d.block[1].snake1(b.res_unit3(b.res_unit2(b.res_unit1(b.conv_t1(h)))))
        up = d.block[1].conv_t1
        two = (moved(h) * up.weight.flatten(1).norm(dim=1)).argsort()[:WAVES + SECOND]
        three = moved(up(h)).argsort()[:MULTIPLES * 2]
        up.weight[two], up.weight[:, three] = 0, 0
        for place in range(WITHIN):
            for kind in range(MULTIPLES * 2):
                up.weight[two[place * MULTIPLES * 2 + kind], three[kind], 3 + place] = 1
        up.bias[three] = -SIZE / np.pi / 2
        for unit in (d.block[1].res_unit1, d.block[1].res_unit2, d.block[1].res_unit3):
            unit.conv1.weight[:, three], unit.conv2.weight[three], unit.conv2.bias[three] = 0, 0, 0
        d.block[2].conv_t1.weight[three] = 0
    units = one.tolist(), two.tolist()
    fix(model, units)
    return units


def decode(model, units, latents, codes):
    """The decoder's waveform, as in training."""
    one, two = (torch.tensor(u, device=latents.device) for u in units)
    d = model.acoustic_decoder
    first, second = d.block[0], d.block[1]
    put = lambda h, at, values: h.index_copy(1, at, values.to(h.dtype))
    empty = lambda h, at: h.index_fill(1, at, 0)
    h = empty(first.snake1(d.conv1(latents)), one)
    h = empty(first.conv_t1(h), two)
    h = second.snake1(first.res_unit3(first.res_unit2(first.res_unit1(h))))
    h = put(empty(h, two[WAVES:]), two[:WAVES], waves(codes))
    h = second.res_unit3(second.res_unit2(second.res_unit1(second.conv_t1(h))))
    for block in d.block[2:]:
        h = block(h)
    return d.conv2(d.snake1(h))
