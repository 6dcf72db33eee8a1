"""Begins again from a shipped package: codebooks.npz, lm.pt, codec-decoder.pt and codec-encoder.pt as the stages would have
left them. Run it between codebooks.py and encode.py.

The training state itself is not kept anywhere, but a package holds enough to go on from. Linear layers are made of their
blocks again. The latent projection, folded into the code table, is solved for. The axes of the latent space are not in a
package, and another machine's are turned against them; its preset voices are codes of known sentences, which the teacher
can say again, so the turn is solved for too.

A package from before the pitch could move, with seven spectral codebooks, can be begun from too: the language model gets
new rows for the codebook that says the phases now, and the decoder the units of oscillators.py.
"""
import argparse
import json
import os

import numpy as np
import torch

import codec  # before transformers: it finds the resampler
from transformers import HiggsAudioV2ForConditionalGeneration

import speech
import text as prompts
from codebooks import LAYERS, PHASE_LAYER, PHASES, ROW, SIZE, SPECTRAL_LAYERS, Codebooks
from lm import configuration, save

DTYPES = {'f32': np.float32, 'f16': np.float16, 'u8': np.uint8}


def says_phases(package):
    """Whether codebook 7 is the one of the phases."""
    return bool((package.weight(f'codec.quantizer.quantizers.{PHASE_LAYER}.codebook.embed') == codec.phase_vectors()).all())


class Package:
    def __init__(self, folder):
        self.manifest = json.load(open(f'{folder}/manifest.json'))
        self.tensors = {t['name']: t for t in self.manifest['tensors']}
        self.shards = [open(f'{folder}/{s["file"]}', 'rb').read() for s in self.manifest['shards']]

    def stored(self, name):
        t = self.tensors[name]
        part = self.shards[t['shard']][t['offset']:t['offset'] + t['byteLength']]
        return np.frombuffer(part, DTYPES[t['dtype']]).reshape(t['dims'])

    def weight(self, name):
        """A tensor in 32 bits, whatever it is stored as."""
        if name in self.tensors:
            return torch.from_numpy(self.stored(name).astype(np.float32))
        blocks, scales = self.stored(f'{name}.q'), self.stored(f'{name}.scales').astype(np.float32)
        if self.manifest['linears'][name] == 'q4':
            blocks = np.stack([blocks & 15, blocks >> 4], -1).reshape(*blocks.shape[:2], 32)
            middle = 8
        else:
            middle = 128
        return torch.from_numpy(((blocks.astype(np.float32) - middle) * scales[..., None]).reshape(len(blocks), -1))


def restore_codebooks(package, work):
    books = Codebooks(f'{work}/codebooks.npz')
    embed = torch.stack([package.weight(f'codec.quantizer.quantizers.{k}.codebook.embed') for k in range(LAYERS)])
    spectral_layers = SPECTRAL_LAYERS if says_phases(package) else [*SPECTRAL_LAYERS, PHASE_LAYER]
    ours, theirs = [], []
    speech.start('slt')
    for voice in package.manifest['voices']:
        if voice['codes'] is None:
            continue
        codes = torch.tensor(voice['codes'])
        rows = speech.speak(voice['transcript'])[1].reshape(-1, 8 * ROW)
        assert len(rows) == codes.shape[1], f'{voice["id"]} was not said by this teacher'
        ours.append(books.latents(rows))
        theirs.append(sum(embed[k][codes[k]] for k in spectral_layers))
    ours, theirs = torch.cat(ours).double(), torch.cat(theirs).double()
    left, _, right = torch.linalg.svd((ours - ours.mean(0)).t() @ (theirs - theirs.mean(0)))
    turn = left @ right
    moved = theirs.mean(0) - ours.mean(0) @ turn
    far = float((ours @ turn + moved - theirs).pow(2).sum() / (theirs - theirs.mean(0)).pow(2).sum())
    assert far < 0.01, f'the codes of the voices are not those of the sentences: {far} of them is left'
    print('axes turned; left of the latents of the voices:', round(far, 4))
    axes = books.axes @ turn.numpy()
    mean = books.mean - books.scale ** 2 * axes @ moved.numpy()
    spectral = torch.zeros_like(embed)
    spectral[SPECTRAL_LAYERS] = embed[SPECTRAL_LAYERS]
    np.savez(f'{work}/codebooks.npz', mean=mean.astype(np.float32), axes=axes.astype(np.float32), embed=spectral.numpy(),
             scale=books.scale)


def language_state(package, config, sharpened):
    w = package.weight
    out = {'model.embed_tokens.weight': w('language.text_embedding'), 'model.norm.weight': w('language.norm'),
           'model.embed_audio_tokens.embed_audio_tokens.weight': w('language.audio_embedding'),
           'audio_lm_head.weight': (w('language.audio_head').view(LAYERS, -1) / sharpened[:, None]).view(-1, config.hidden_size)}
    queries, keys = config.num_attention_heads * config.head_dim, config.num_key_value_heads * config.head_dim
    for i in range(config.num_hidden_layers):
        ours, theirs = f'language.layers.{i}.', f'model.layers.{i}.'
        parts = w(ours + 'qkv').split([queries, keys, keys])
        for name, part in zip('qkv', parts):
            out[f'{theirs}self_attn.{name}_proj.weight'] = part
        out[theirs + 'self_attn.o_proj.weight'] = w(ours + 'attention_output')
        for path, prefix in (('text', ''), ('audio', 'audio_')):
            out[f'{theirs}{prefix}input_layernorm.weight'] = w(f'{ours}{path}.attention_norm')
            out[f'{theirs}{prefix}post_attention_layernorm.weight'] = w(f'{ours}{path}.feed_forward_norm')
            for part in ('gate', 'up', 'down'):
                out[f'{theirs}{prefix}mlp.{part}_proj.weight'] = w(f'{ours}{path}.{part}')
    return out


def new_phase_rows(state, seed=2):
    """Rows of the phase codebook in the embedding and in the head: sums of parts that say begin, end and eighths; a frame's
    end is heard as the next one's begin is said."""
    embedding, head = state['model.embed_audio_tokens.embed_audio_tokens.weight'], state['audio_lm_head.weight']
    entries = SIZE + 2
    middle = lambda weight: float(weight[(PHASE_LAYER - 1) * entries:][:SIZE].detach().pow(2).mean().sqrt())
    heard, said = middle(embedding), middle(head)
    at, heard_more, heard_begin, said_more, said_end = torch.randn(5, PHASES, embedding.shape[1],
                                                                   generator=torch.Generator().manual_seed(seed))
    with torch.no_grad():
        for i in range(SIZE):
            begin, end = i // PHASES % PHASES, i % PHASES
            more = (end - begin) % PHASES
            embedding[PHASE_LAYER * entries + i] = heard * 0.87 * (at[end] + heard_more[more] + 0.5 * heard_begin[begin])
            head[PHASE_LAYER * entries + i] = said * (0.35 * at[begin] + 0.5 * said_more[more] + 0.25 * said_end[end])


def restore_language(package, work):
    model = HiggsAudioV2ForConditionalGeneration(configuration(prompts.load(work)))
    about = json.loads(package.manifest['origin']['model'])
    sharpened = torch.tensor(about.get('head_sharpened', 1.0)).expand(LAYERS)     # one number, or one a codebook
    state = language_state(package, model.config, sharpened)
    if not says_phases(package):
        new_phase_rows(state)
    model.load_state_dict(state)
    save(f'{work}/lm.pt', dict(model=model.state_dict(), average=dict(model.named_parameters()), step=about['steps']))
    print('language model at step', about['steps'])


def restore_codec(package, work):
    model = codec.build(work)
    about = json.loads(package.manifest['origin']['codec'])
    own = model.state_dict()
    state = {n: package.weight('codec.' + n) for n in own if 'codec.' + n in package.tensors}
    # table[k][c] = fc2 (project_out embed[c] + bias), so fc2 solves a linear system; what no code reaches stays 0.
    same = [k for k in range(LAYERS) if k != PHASE_LAYER or says_phases(package)]
    with torch.no_grad():
        joint = torch.cat([model.quantizer.quantizers[k].project_out(model.quantizer.quantizers[k].codebook.embed) for k in same])
    table = package.weight('codec.decoder.table')[same].flatten(0, 1)
    solution = torch.linalg.lstsq(joint.double(), table.double(), driver='gelsd').solution.float()
    print('latent projection found to', float((joint @ solution - table).abs().max() / table.abs().max()))
    state['fc2.weight'], state['fc2.bias'] = solution.t(), package.weight('codec.decoder.table_bias')
    absent = [n for n in own if n not in state and not n.startswith(('semantic_model', 'quantizer', 'fc1', 'decoder_semantic'))]
    print('not in the package:', absent)
    if not says_phases(package):
        state = {n: v for n, v in state.items() if not n.startswith(f'quantizer.quantizers.{PHASE_LAYER}.')}
    own.update({n: v.view_as(own[n]) for n, v in state.items()})
    for part, step in (('decoder', about['decoder_steps']), ('encoder', about.get('encoder_steps') or int(about['encoder'].split()[0]))):
        save(f'{work}/codec-{part}.pt', dict(model=own, smooth=own, step=step, units=about.get('units')))
    print('decoder at step', about['decoder_steps'])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--work', default='work')
    parser.add_argument('--package', default=os.path.join(os.path.dirname(os.path.abspath(__file__)), '../public/models/voice'))
    a = parser.parse_args()
    package = Package(a.package)
    restore_codebooks(package, a.work)
    restore_language(package, a.work)
    restore_codec(package, a.work)


if __name__ == '__main__':
    main()
