"""Stage 5: the codec, in the published architecture at small width. Resumes from codec.pt when there is one.

`--part decoder` learns to speak the codes as the teacher does, `--part encoder` learns to find the latent vector of
teacher speech that is not aligned to the frames. The bottleneck between them is the one of codebooks.py, unchanged.
"""
import argparse
import json
import multiprocessing
import os
import sys
import time

import numpy as np
import torch

try:
    import torchaudio  # noqa: F401
except ImportError:                          # only its resampling is wanted, see stub/
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'stub'))
from transformers import HiggsAudioV2TokenizerConfig, HiggsAudioV2TokenizerModel
from transformers.models.dac.modeling_dac import Snake1d

import oscillators
import vocoder
from codebooks import (LAYERS, PHASE, PHASE_LAYER, PHASES, ROW, SIZE, SPEAKER, SPEAKER_LAYER, SPECTRUM, Codebooks,
                       pitch_codes)
from adversary import Adversary
from distances import distance
from lm import DEVICE, FLOAT, save
from muon import Muon
from snake import Snake

RATIOS, ACOUSTIC, SEMANTIC = [8, 5, 4, 2, 3], 80, 16
HOP = vocoder.HOP


def configuration(decoder=192, encoder=12):
    bits = (SIZE - 1).bit_length()
    return HiggsAudioV2TokenizerConfig(
        target_bandwidths=[25 * bits * k / 1000 for k in range(1, LAYERS + 1)], sample_rate=24000,
        codebook_size=SIZE, codebook_dim=SPECTRUM, semantic_sample_rate=16000, downsample_factor=320,
        acoustic_model_config=dict(
            model_type='dac', encoder_hidden_size=encoder, decoder_hidden_size=decoder, downsampling_ratios=RATIOS,
            upsampling_ratios=RATIOS, hidden_size=ACOUSTIC, n_codebooks=LAYERS, codebook_size=SIZE, codebook_dim=8),
        semantic_model_config=dict(
            model_type='hubert', hidden_size=SEMANTIC, num_hidden_layers=1, num_attention_heads=2,
            intermediate_size=32, conv_dim=[16] * 7, num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=2,
            mask_time_prob=0.0, apply_spec_augment=False))


def speaker_vectors():
    """Codebook 1: one mark for the number of periods, one for the speaker."""
    levels = len(vocoder.LEVELS)
    out = torch.zeros(SIZE, SPECTRUM)
    for i in range(SIZE):
        known = i if i < levels * len(vocoder.NAMES) else 5
        out[i, known % levels] = 2
        out[i, levels + known // levels] = 2
    assert levels + len(vocoder.NAMES) <= SPEAKER
    return out


def phase_vectors():
    """Codebook 7: begin, end and the eighths between them, each as waves over the period, and as plain amounts."""
    out = torch.zeros(SIZE, SPECTRUM)
    for i in range(SIZE):
        begin, end = i // PHASES % PHASES, i % PHASES
        more = (end - begin + PHASES // 2) % PHASES - PHASES // 2
        waves = []
        for x in (begin, end, more):
            turn = 2 * np.pi * x / PHASES
            waves += [f(k * turn) for k in (1, 2, 3) for f in (np.cos, np.sin)] + [np.cos(4 * turn) / 2 ** 0.5]
        out[i, :PHASE] = torch.tensor([*waves, begin / 4 - 1, more / 4, (end - begin) / 4])
    return out


def build(work):
    torch.manual_seed(5)
    model = HiggsAudioV2TokenizerModel(configuration())
    books = Codebooks(f'{work}/codebooks.npz')
    spectral = torch.zeros(SPECTRUM, ACOUSTIC + SEMANTIC)
    spectral[torch.arange(SPECTRUM), torch.arange(SPECTRUM)] = 1
    speaker, phase = torch.zeros(2, SPECTRUM, ACOUSTIC + SEMANTIC)
    speaker[torch.arange(SPEAKER), SPECTRUM + torch.arange(SPEAKER)] = 1
    phase[torch.arange(PHASE), SPECTRUM + SPEAKER + torch.arange(PHASE)] = 1
    own = {SPEAKER_LAYER: (speaker, speaker_vectors()), PHASE_LAYER: (phase, phase_vectors())}
    with torch.no_grad():
        for k, q in enumerate(model.quantizer.quantizers):
            side, vectors = own.get(k, (spectral, books.embed[k]))
            q.project_in.weight.copy_(side)
            q.project_out.weight.copy_(side.t())
            q.project_in.bias.zero_()
            q.project_out.bias.zero_()
            q.codebook.embed.copy_(vectors)
        for module in model.acoustic_decoder.modules():
            if isinstance(module, torch.nn.Conv1d):
                fan = module.in_channels * module.kernel_size[0]
                module.weight.normal_(0, (0.5 if module.kernel_size[0] > 1 else 0.3) * fan ** -0.5)
            if isinstance(module, torch.nn.ConvTranspose1d):
                module.weight.normal_(0, (module.in_channels * 2) ** -0.5)
        model.acoustic_decoder.conv2.weight.mul_(0.05)
        model.fc2.weight.normal_(0, 0.2)
    return model


def spoken(call):
    rows, eighths, speaker = call
    r = rows.astype(np.float32)
    wave = vocoder.synthesise(r[:, :vocoder.ORDER], r[:, -1], eighths.astype(int), speaker)
    return (np.clip(wave, -1, 1) * 32767).astype(np.int16)


def teacher(work, hours, seed=11):
    """Waveforms to learn from, once: teacher.i16 and the codes that go with them."""
    path = f'{work}/teacher.npz'
    if not os.path.exists(path):
        rng = np.random.default_rng(seed)
        index = [x for x in json.load(open(f'{work}/speech.json')) if x['part'] == 'train' and x['frames'] > 20]
        rows = np.memmap(f'{work}/speech.f16', np.float16, 'r').reshape(-1, ROW)
        codes = np.fromfile(f'{work}/codes.u8', np.uint8).reshape(-1, LAYERS)
        periods = np.fromfile(f'{work}/periods.u8', np.uint8).reshape(-1, len(vocoder.NAMES))
        said, total = [], 0
        share = np.array([0.28] + [0.08] * (len(vocoder.NAMES) - 1))
        while total < hours * 90000:         # again in other voices where there are fewer hours
            for i in rng.permutation(len(index)):
                x, s = index[i], rng.choice(len(vocoder.NAMES), p=share / share.sum())
                said.append((x['begin'], x['frames'], s))
                total += x['frames']
                if total > hours * 90000:
                    break
        kept, calls = [], []
        for begin, frames, s in said:
            part = slice(begin, begin + frames)
            c = codes[part].copy()
            c[:, SPEAKER_LAYER], c[:, PHASE_LAYER] = pitch_codes(s, periods[part, s])
            kept.append(c)
            calls.append((rows[begin * 8:(begin + frames) * 8], periods[part, s], vocoder.NAMES[s]))
        with open(f'{work}/teacher.i16', 'wb') as out, multiprocessing.Pool(os.cpu_count()) as pool:
            for wave in pool.imap(spoken, calls, 50):
                wave.tofile(out)
        np.savez(path, codes=np.concatenate(kept), who=np.array([(begin, s) for begin, _, s in said]))
    return np.memmap(f'{work}/teacher.i16', np.int16, 'r'), torch.from_numpy(np.load(path)['codes']).long()


def latents(model, codes):
    """[B, T, 8] -> [B, hidden, T]"""
    return model.quantizer.decode(codes.permute(2, 0, 1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--work', default='work')
    parser.add_argument('--part', choices=['decoder', 'encoder'], default='decoder')
    parser.add_argument('--minutes', type=float, default=90, help='of the processor, so that a busy one teaches as much; by the clock on a GPU')
    parser.add_argument('--hours', type=float, default=2.5, help='of teacher speech to learn from')
    parser.add_argument('--clips', type=int, default=3)
    parser.add_argument('--frames', type=int, default=40)
    parser.add_argument('--rate', type=float, default=1.5e-3)
    parser.add_argument('--from-share', type=float, default=0.0)
    parser.add_argument('--drawn', type=float, default=0.0, help="share of the decoder's lessons in codes of draw.py")
    parser.add_argument('--weights', default='0.5,1,2,0.5', help='of the four distances, for the decoder')
    parser.add_argument('--phase-first', type=float, default=0.0,
                        help='share of the schedule after which the distances without phase come in')
    parser.add_argument('--adversary', type=float, default=0.0, help='weight of its listeners beside the distances, for the decoder')
    parser.add_argument('--seed', type=int, default=4)
    a = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_float32_matmul_precision('high')
    Snake1d.forward = lambda self, x: Snake.apply(x.float(), self.alpha)
    waves, codes = teacher(a.work, a.hours)
    drawn = torch.from_numpy(np.fromfile(f'{a.work}/drawn.u8', np.uint8).reshape(-1, LAYERS)).long() if a.drawn else codes
    model = build(a.work)
    decoder = a.part == 'decoder'
    path, step, units, c = f'{a.work}/codec-{a.part}.pt', 0, None, {}
    if os.path.exists(path):
        c = torch.load(path, map_location='cpu')
        model.load_state_dict(c['model'])
        step = c['step']
        units = c.get('units')
        print('resumed at', step)
    if decoder and units is None:
        units = oscillators.install(model, model.fc2(latents(model, codes[None, :500]).transpose(1, 2)).transpose(1, 2))
    model.to(DEVICE)
    learning = ([*model.acoustic_decoder.parameters(), *model.fc2.parameters()] if decoder else
                [*model.acoustic_encoder.parameters(), *model.encoder_semantic.parameters(), *model.fc.parameters()])
    for p in model.parameters():
        p.requires_grad_(False)
    for p in learning:
        p.requires_grad_(True)
    matrices = [p for p in learning if p.dim() > 1 and min(p.flatten(1).shape) >= 6]
    rest = [p for p in learning if not any(p is q for q in matrices)]
    opts = [Muon(matrices, a.rate, dtype=FLOAT), torch.optim.AdamW(rest, a.rate, betas=(0.9, 0.98), weight_decay=0)]
    for o, state in zip(opts, c.get('opts', [])):
        o.load_state_dict(state)
    print(sum(p.numel() for p in learning) / 1e6, 'M parameters learning', flush=True)
    adversary = Adversary().to(DEVICE) if a.adversary else None
    listening = torch.optim.AdamW(adversary.parameters(), 2e-4, betas=(0.8, 0.99)) if a.adversary else None
    rng = np.random.default_rng(a.seed + step)
    torch.manual_seed(a.seed + step)
    weights = [float(x) for x in a.weights.split(',')]
    average = [p.detach().clone() for p in learning]
    seconds = time.time if DEVICE == 'cuda' else time.process_time
    begin, first, logs = seconds(), step, []
    # 16 bits only where they save most: on a GPU the products have 19
    halves = lambda: torch.autocast('cpu', dtype=torch.bfloat16, enabled=DEVICE == 'cpu' and FLOAT == torch.bfloat16)

    if decoder:
        fixed = torch.ones(len(model.fc2.weight), 1, device=DEVICE)
        fixed[oscillators.ROWS] = 0
        model.fc2.weight.register_hook(lambda slope: slope * fixed)
        model.fc2.bias.register_hook(lambda slope: slope * fixed[:, 0])

    def keep():
        now = [p.detach().clone() for p in learning]
        with torch.no_grad():
            for p, q in zip(learning, average):
                p.copy_(q)
            if decoder:
                oscillators.fix(model, units)
            smooth = {k: v.clone() for k, v in model.state_dict().items()}
            for p, q in zip(learning, now):
                p.copy_(q)
        save(path, dict(model=model.state_dict(), smooth=smooth, opts=[o.state_dict() for o in opts], step=step, units=units))

    # where clips may begin: in the default voice most often, then in the other voices that are shipped
    who = codes[::60, SPEAKER_LAYER].numpy() // len(vocoder.LEVELS)
    often = np.array([{'deep': 6, 'clear': 4, 'tenor': 4, 'alto': 4, 'soft': 4, 'giant': 4}.get(n, 1) for n in vocoder.NAMES])
    if not decoder:                          # the encoder must know all of them
        often = 1 + 30000 // (1 + np.bincount(who, minlength=len(often)) * 60)
    starts = np.repeat(np.arange(len(who)) * 60 - 30, often[who])
    edge, saved = 3, time.time()
    while True:
        share = a.from_share + (1 - a.from_share) * (seconds() - begin) / (a.minutes * 60)
        if share >= 1:
            break
        rate = a.rate * min(1, (step - first + 1) / 100) * min(1, (1 - share) / 0.5 + 0.02)
        for o in opts:
            o.param_groups[0]['lr'] = rate
        at = rng.choice(starts, a.clips) + rng.integers(0, 60, a.clips)
        at = np.clip(at, 2, len(codes) - a.frames - 2)
        code = torch.stack([(drawn if rng.random() < a.drawn else codes)[i:i + a.frames] for i in at]).to(DEVICE)
        if decoder:
            wave = torch.from_numpy(np.stack([waves[i * HOP:(i + a.frames) * HOP] for i in at])).to(DEVICE).float() / 32768
            with halves():
                y = oscillators.decode(model, units, model.fc2(latents(model, code).transpose(1, 2)).transpose(1, 2), code)
            inner = slice(edge * HOP, -edge * HOP)
            ours, theirs = y[:, 0, inner].float(), wave[:, inner]
            parts = [*distance(ours, theirs)]
            # first the phase: what is right but for its phase is hard to turn
            later = min(1, max(0.02, share / max(a.phase_first, 1e-9) - 1))
            loss = weights[0] * parts[0] + later * sum(w * p for w, p in zip(weights[1:], parts[1:]))
            if adversary:
                listening.zero_grad()
                adversary.told_apart(ours.detach(), theirs).backward()
                listening.step()
                judged = adversary.convinced(ours, theirs)
                loss = loss + a.adversary * sum(judged)
                parts += judged
        else:
            shift = rng.integers(-HOP // 2, HOP // 2, a.clips)
            gain = rng.uniform(0.6, 1.5, a.clips).astype(np.float32)[:, None]
            wave = np.stack([waves[i * HOP + s:(i + a.frames) * HOP + s] for i, s in zip(at, shift)])
            wave = torch.from_numpy(wave.astype(np.float32) / 32768 * gain)[:, None].to(DEVICE)
            wave = wave + torch.randn_like(wave) * 10 ** rng.uniform(-4.5, -2.3)
            with torch.no_grad():
                aim = latents(model, code)
                # between two frames: their mean, by how far the audio was moved
                part = torch.from_numpy(shift / HOP).float()[:, None, None].to(DEVICE)
                left, right = aim.roll(1, 2), aim.roll(-1, 2)
                aim = aim * (1 - part.abs()) + left * (-part).clamp_min(0) + right * part.clamp_min(0)
                heard = model._extract_semantic_features(wave)
            e = torch.cat([model.acoustic_encoder(wave), model.encoder_semantic(heard.transpose(1, 2))], 1)
            z = model.fc(e.transpose(1, 2)).transpose(1, 2)[:, :, edge:-edge]
            aim = aim[:, :, edge:-edge]
            parts = [(z[:, p] - aim[:, p]).pow(2).sum(1).mean() for p in (slice(SPECTRUM), slice(SPECTRUM, SPECTRUM + SPEAKER))]
            loss = parts[0] + 4 * parts[1]
        for o in opts:
            o.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, 1.0 if decoder else 10.0)
        for o in opts:
            o.step()
        step += 1
        blend = min(0.997, (step + 1) / (step + 20))
        with torch.no_grad():
            torch._foreach_lerp_(average, learning, 1 - blend)
        logs.append(torch.stack([p.detach() for p in parts]))
        if step % 100 == 0:
            said = torch.stack(logs).mean(0).cpu().numpy()
            print(step, f'{seconds() - begin:.0f}s', f'{rate:.1e}', np.round(said, 4).tolist(), flush=True)
            logs = []
        if time.time() - saved > 180:
            keep()
            saved = time.time()
    keep()
    print('done', step)


if __name__ == '__main__':
    main()
