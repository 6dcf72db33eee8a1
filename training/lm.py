"""Stage 6: the language model, on the codes and the real prompts. Resumes from lm.pt when there is one.

Plain attention learns to follow a text only after very many steps, so in training two heads are shown which character
is being spoken (the teacher knows); nothing of that remains in the exported model.
"""
import argparse
import multiprocessing
import os
import signal
import time

import numpy as np
import torch
import torch.nn.functional as F
from transformers import HiggsAudioV2Config, HiggsAudioV2ForConditionalGeneration

import text as prompts
from codebooks import LAYERS, PHASE_LAYER, PHASES, SIZE, SPEAKER_LAYER, UNHEARD
from lessons import BOS, EOS, Data
from muon import Muon
from other_voices import in_other_voices
from padded import Lessons, moved, padded

DEVICE = 'cuda' if torch.cuda.is_available() else 'cpu'
# 16 bits where they are multiplied; elsewhere they are emulated, four times slower than 32 bits
BY_16_BITS = DEVICE == 'cuda' or torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
FLOAT = torch.bfloat16 if BY_16_BITS else torch.float32
DROPOUT = 0.04
GUIDED = {2: 0, 3: 0}                       # layer: head that looks at the character being spoken
TAG, VOICE = (1, 2), (2, 2)                 # layer, head that looks at whose turn it is; at that speaker's reference
WEIGHT = torch.tensor([2.5, 1.5, 1.4, 1.0, 0.7, 0.6, 0.4, 1.0])


def configuration(tokenizer):
    t = tokenizer.token_to_id
    return HiggsAudioV2Config(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=256, intermediate_size=640, num_hidden_layers=5,
        num_attention_heads=4, num_key_value_heads=2, head_dim=64, max_position_embeddings=2048,
        num_codebooks=LAYERS, codebook_size=SIZE + 2, audio_stream_bos_id=BOS, audio_stream_eos_id=EOS,
        audio_token_id=t('<|AUDIO_OUT|>'), audio_bos_token_id=t('<|audio_out_bos|>'),
        audio_delay_token_id=t('<|reserved_special_token_6|>'), pad_token_id=t('<|end_of_text|>'),
        bos_token_id=t('<|begin_of_text|>'), eos_token_id=t('<|eot_id|>'), tie_word_embeddings=False,
        rms_norm_eps=1e-5, rope_parameters=dict(rope_type='default', rope_theta=10000.0))


def rms(x, weight):
    return F.rms_norm(x, (x.shape[-1],), weight.to(x.dtype), 1e-5)


def turned(x, cos, sin):
    a, b = x.chunk(2, -1)
    return x * cos + torch.cat([-b, a], -1) * sin


def columns(model, parts, noise=0.0):
    """Hidden states of conversations of the same kind, as padded.py has them: ([(state [B, T, hidden], codes [B, T, 8], valid [B, T],
    is the last part, heard in another voice [B, T])] of every audio part, losses of the heads guided to characters, to tags and to
    references [3])."""
    base, config = model.model, model.config
    device = model.audio_lm_head.weight.device
    count, at = len(parts[0]['ok']), parts[-1]['end']
    embedded, targets = [], []
    offset = torch.arange(LAYERS, device=device) * config.codebook_size
    chance = lambda *shape: torch.rand(shape, device=device)
    for part in parts:
        if part['kind'] == 'text':
            embedded.append(base.embed_tokens(part['ids']))
            continue
        audio, last = part['codes'], part is parts[-1]
        fed, other_voice = audio, torch.zeros_like(part['ok'])
        if noise:
            rate = noise * chance(count, 1, 1) * 2
            if not last:                         # the encoder hears whose voice it is better than what it says
                rate = torch.where(chance(count, 1, 1) < 0.3, chance(count, 1, 1), rate)
            wrong = (chance(*audio.shape) < rate) & (audio < SIZE)
            wrong[:, :, SPEAKER_LAYER] &= chance(*wrong.shape[:2]) < 0.3
            wrong[:, :, PHASE_LAYER] &= chance(*wrong.shape[:2]) < 0.1   # one wrong phase moves all that follow
            other = torch.randint(0, SIZE, audio.shape, device=device)
            other[:, :, PHASE_LAYER] %= PHASES ** 2
            fed = torch.where(wrong, other, audio)
            if last:                             # or the voice of one turn would go on in the next: the text says whose it is
                fed, other_voice = in_other_voices(fed)
            else:                                # the encoder hears no phases
                phases = fed[:, :, PHASE_LAYER]
                deaf = (chance(count, 1) < 0.3) & (phases < SIZE)
                fed[:, :, PHASE_LAYER] = torch.where(deaf, UNHEARD, phases)
        embedded.append(base.embed_audio_tokens.embed_audio_tokens(fed + offset).sum(2))
        targets.append((part, last, other_voice))
    x, valid = torch.cat(embedded, 1), torch.cat([part['ok'] for part in parts], 1)
    if model.training:
        x = F.dropout(x, DROPOUT)
    position = (valid.long().cumsum(1) - 1).clamp_min(0)
    cos, sin = base.rotary_emb(x, position)
    cos, sin = cos[:, None].to(FLOAT), sin[:, None].to(FLOAT)
    places = torch.arange(at, device=device)
    mask = (places[:, None] >= places)[None, None] & valid[:, None, None, :]
    mask = mask | (places[:, None] == places)
    bias = torch.zeros(count, 1, at, at, dtype=FLOAT, device=device).masked_fill(~mask, -1e9)
    heads, pairs, width = config.num_attention_heads, config.num_key_value_heads, config.head_dim
    guided = torch.zeros(3, device=device)
    tag, who = torch.cat([part['turn'] for part in parts], 2)
    aims = {}
    if model.training and any(part['whose'] for part in parts):
        aims = {                             # what a token may look at: [B, at, at]
            TAG: (tag[:, :, None] == places) & (places < places[:, None]),
            VOICE: (who[:, :, None] == who[:, None]) & (who >= 0)[:, :, None],
        }
    for part in parts if aims else ():       # only the last text looks, and only at audio
        aims[VOICE][:, :, part['begin']:part['end']] &= part['kind'] == 'audio'
        aims[VOICE][:, part['begin']:part['end']] &= part is parts[-2]
    kinds = torch.cat([torch.full((part['end'] - part['begin'],), part['kind'] == 'audio') for part in parts])
    words, sounds = ((kinds == kind).nonzero()[:, 0].to(device) for kind in (False, True))
    back = torch.cat([words, sounds]).argsort()

    def each(x, name, function):
        """Text and audio each through weights of their own."""
        return torch.cat([function(x[:, words], name), function(x[:, sounds], 'audio_' + name)], 1)[:, back]

    for n, layer in enumerate(base.layers):
        attention = layer.self_attn
        h = each(x, 'input_layernorm', lambda y, name: rms(y, getattr(layer, name).weight))
        q = turned(attention.q_proj(h).view(count, at, heads, width).transpose(1, 2), cos, sin)
        k = turned(attention.k_proj(h).view(count, at, pairs, width).transpose(1, 2), cos, sin)
        v = attention.v_proj(h).view(count, at, pairs, width).transpose(1, 2)
        if n in GUIDED and model.training:
            head = GUIDED[n]
            for part, _, _ in targets:
                (a, b), guide = part['text'], part['guide']
                score = q[:, head, part['begin']:part['end']] @ k[:, head // (heads // pairs), a:b].transpose(1, 2)
                score = score.float() * width ** -0.5 + torch.where(valid[:, None, a:b], 0.0, -1e9)
                # the character itself, and its neighbours a little
                log = score.log_softmax(-1)
                for shift, share in ((0, 0.6), (-1, 0.2), (1, 0.2)):
                    aim = (guide + shift).clamp(0, b - a - 1)
                    loss = -log.gather(2, aim[..., None])[..., 0].clamp_min(-20)
                    guided[0] += share * (loss * (guide >= 0)).sum() / (guide >= 0).sum() / len(targets) / len(GUIDED)
        for place, kind in ((TAG, 1), (VOICE, 2)):
            if place in aims and place[0] == n:
                head = place[1]
                score = (q[:, head] @ k[:, head // (heads // pairs)].transpose(1, 2)).float() * width ** -0.5
                log = score.masked_fill(~mask[:, 0], -1e9).log_softmax(-1)
                found = log.masked_fill(~aims[place], -1e9).logsumexp(-1).clamp_min(-20)
                looks = aims[place].any(-1) & valid
                guided[kind] += -(found * looks).sum() / looks.sum().clamp_min(1)
        # written out: on a processor this is faster than the fused kernel for short sequences
        share = heads // pairs
        weights = (q.reshape(count, pairs, share * at, width) * width ** -0.5) @ k.transpose(2, 3)
        weights = (weights.view(count, heads, at, at) + bias).softmax(-1)
        o = weights.to(v.dtype).view(count, pairs, share * at, at) @ v
        o = o.view(count, heads, at, width)
        x = x + attention.o_proj(o.transpose(1, 2).reshape(count, at, -1))
        h = each(x, 'post_attention_layernorm', lambda y, name: rms(y, getattr(layer, name).weight))
        x = x + each(h, 'mlp', lambda y, name: getattr(layer, name)(y))
    said = [(rms(x[:, part['begin']:part['end']], base.norm.weight), part['codes'], part['ok'], last, other)
            for part, last, other in targets]
    return said, guided


def code_logits(model, states):
    """[B, T, hidden] -> logits [B, T, 8, codebook size]"""
    return model.audio_lm_head(states).view(*states.shape[:2], LAYERS, -1).float()


def forward(model, parts, noise=0.0):
    """Losses per codebook [8] and of the guided heads [3], for conversations of the same kind."""
    device = model.audio_lm_head.weight.device
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=FLOAT == torch.bfloat16):
        said, guided = columns(model, parts, noise)
        total, weight = torch.zeros(2, LAYERS, device=device)
        for states, audio, ok, last, other_voice in said:
            logits, aim = code_logits(model, states[:, :-1]), audio[:, 1:]
            use = ok[:, 1:, None] & (aim != BOS)
            use = use & ~((aim == EOS) & (audio[:, :-1] == EOS))
            if not last:                 # a reference may be in any voice: nothing to learn about which
                use[:, :, SPEAKER_LAYER] = False
            use[:, :, PHASE_LAYER] &= ~other_voice[:, :-1]   # what begins there does not begin where that ended
            loss = F.cross_entropy(logits.flatten(0, 2), aim.reshape(-1), reduction='none')
            total = total + (loss.view_as(use) * use).sum((0, 1))
            weight = weight + use.sum((0, 1))
    return total / weight.clamp_min(1), guided


def optimizers(model):
    matrices = [p for n, p in model.named_parameters() if p.dim() == 2 and '.layers.' in n]
    rest = [p for n, p in model.named_parameters() if not (p.dim() == 2 and '.layers.' in n)]
    return [Muon(matrices, lr=1e-3, weight_decay=0.05, dtype=FLOAT),
            torch.optim.AdamW(rest, lr=1e-3, betas=(0.9, 0.97), weight_decay=0.01)]


def save(path, state):
    torch.save(state, path + '.part')
    os.replace(path + '.part', path)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--work', default='work')
    parser.add_argument('--minutes', type=float, default=90, help='of the processor, so that a busy one teaches as much; by the clock on a GPU')
    parser.add_argument('--positions', type=int, default=4200)
    parser.add_argument('--rate', type=float, default=2e-3)
    parser.add_argument('--from-share', type=float, default=0.0, help='where in the schedule to begin, 0 to 1')
    parser.add_argument('--dialogues', action='store_true', help='half of the lessons are dialogues, up to the end')
    parser.add_argument('--workers', type=int, default=0, help='processes that make the lessons')
    parser.add_argument('--seed', type=int, default=3)
    a = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = prompts.load(a.work)
    data = Data(a.work, tokenizer)
    torch.manual_seed(a.seed)
    model = HiggsAudioV2ForConditionalGeneration(configuration(tokenizer)).to(DEVICE)
    for n, p in model.named_parameters():
        if n.endswith(('o_proj.weight', 'down_proj.weight')):
            torch.nn.init.normal_(p, std=0.02 / 10 ** 0.5)
    print(sum(p.numel() for p in model.parameters()) / 1e6, 'M parameters', len(data.train), 'sentences', flush=True)
    opts = optimizers(model)
    learned = dict(model.named_parameters())
    average = {n: p.detach().clone() for n, p in learned.items()}
    step, first, path = 0, 0, f'{a.work}/lm.pt'   # first: where the optimizers began, and the rate with them
    if os.path.exists(path):
        c = torch.load(path, map_location=DEVICE)
        model.load_state_dict(c['model'])
        for o, s in zip(opts, c.get('opts', [])):
            o.load_state_dict(s)
        average, step = c['average'], c['step']
        first = c.get('first', step)
        print('resumed at', step, flush=True)
    begun = step
    seconds = time.time if DEVICE == 'cuda' else time.process_time
    progress = multiprocessing.Value('d', a.from_share)
    lessons = Lessons(data, progress, a.positions, a.dialogues, model.config.pad_token_id, a.seed * 1000003 + step)
    lessons = iter(torch.utils.data.DataLoader(lessons, batch_size=None, num_workers=a.workers, pin_memory=DEVICE == 'cuda'))
    torch.manual_seed(a.seed + step)
    begin, losses, guides, saved = seconds(), [], [], time.time()
    asked_to_end = []                        # a run that is terminated saves first
    signal.signal(signal.SIGTERM, lambda *_: asked_to_end.append(True))
    held = sorted(data.held, key=lambda x: x['frames'])
    held = [padded([data.plain(x, False) for x in held[i:i + 12]], model.config.pad_token_id) for i in range(0, 180, 45)]
    keep = lambda: save(path, dict(model=model.state_dict(), average=average, opts=[o.state_dict() for o in opts], step=step, first=first))
    shown = lambda x: np.mean(torch.stack(x).cpu().numpy(), 0)
    while True:
        share = a.from_share + (1 - a.from_share) * (seconds() - begin) / (a.minutes * 60)
        if share >= 1 or asked_to_end:
            break
        progress.value = share
        rate = a.rate * min(1, (step - first + 1) / 150) * min(1, (1 - share) / 0.35 + 0.02)
        for o in opts:
            for g in o.param_groups:
                g['lr'] = rate
        per, guided = forward(model, moved(next(lessons), DEVICE), 0.06)
        loss = (per * WEIGHT.to(DEVICE)).sum() / WEIGHT.sum() + ((0.3 if share < 0.7 or a.dialogues else 0.1) * guided).sum()
        for o in opts:
            o.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for o in opts:
            o.step()
        step += 1
        with torch.no_grad():
            blend = min(0.998, (step - begun + 1) / (step - begun + 20))  # what a short run learned must be in it
            torch._foreach_lerp_([average[n] for n in learned], list(learned.values()), 1 - blend)
        losses.append(per.detach())
        guides.append(guided.detach())
        if step % 50 == 0:
            per, guided = shown(losses), shown(guides)
            print(step, f'{seconds() - begin:.0f}s', f'{rate:.1e}', np.round(per, 2).tolist(), 'mean', round(float(per.mean()), 3),
                  'guide', np.round(guided, 2).tolist(), flush=True)
            losses, guides = [], []
        if step % 500 == 0:
            model.eval()
            with torch.no_grad():
                per = shown([forward(model, moved(parts, DEVICE))[0] for parts in held])
            model.train()
            print('  held', np.round(per, 2).tolist(), round(float(per.mean()), 3), flush=True)
        if time.time() - saved > 240:
            saved = time.time()
            keep()
    keep()
    print('done', step)


if __name__ == '__main__':
    main()
