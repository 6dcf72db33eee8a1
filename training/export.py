"""Stage 7: the two checkpoint folders in the published layout, preset voices and the training record.

Writes OUT/model, OUT/codec, OUT/voices.json and OUT/training.json, each whole or not at all.
"""
import argparse
import json
import os
import re
import shutil

import numpy as np
import torch
from safetensors.torch import save_file

import text as prompts
import vocoder
from codebooks import LAYERS
from evaluate import load_codec, load_lm
from lessons import Data

LICENCE = ('Made with the flite voice cmu_us_slt, Copyright Carnegie Mellon University 1999-2009: free to use and distribute, '
           'commercially too, with its notice kept')
VOICES = {                                  # speaker: (id, name, description); only those that are understood
    'tenor': ('linden', 'Linden', 'Clear, middle-low voice'),
    'giant': ('boulder', 'Boulder', 'Very deep, even voice'),
    'alto': ('maren', 'Maren', 'Warm, low voice with a little breath'),
    'clear': ('clover', 'Clover', 'Bright, clear voice'),
    'soft': ('willow', 'Willow', 'Soft, breathy voice'),
}
TEMPLATE = r"""{%- macro body(content) -%}
{%- if content is string -%}{{ content | trim }}{%- else -%}{%- for part in content -%}{%- if part.type == 'text' -%}{{ part.text | trim }}{%- endif -%}{%- endfor -%}{%- endif -%}
{%- endmacro -%}
{%- if messages[0].role != 'system' -%}{{ raise_exception('A system message is required but not provided!') }}{%- endif -%}
{%- set sys = messages[0].content -%}
{{- bos_token -}}
{{- '<|start_header_id|>system<|end_header_id|>\n\n' -}}
{%- if sys is string -%}{{ sys | trim }}{%- else -%}{{ sys[0].text | trim }}{%- endif -%}
{%- set rest = messages[1:] -%}
{%- if rest and rest[0].role == 'scene' -%}
{{- '\n\n<|scene_desc_start|>\n' -}}
{%- set scene = rest[0].content -%}
{%- if scene is string -%}{{ scene | trim }}
{%- else -%}
{%- for part in scene -%}
{%- if part.type == 'text' -%}
{{- part.text | trim -}}
{%- if loop.first and not loop.last -%}{{ '\n\n' }}{%- endif -%}
{%- if not loop.first and not loop.last and scene[loop.index].type != 'audio' -%}{{ '\n' }}{%- endif -%}
{%- elif part.type == 'audio' -%}
{{- ' <|audio_out_bos|><|AUDIO_OUT|><|audio_eos|>' -}}
{%- if not loop.last -%}{{ '\n' }}{%- endif -%}
{%- endif -%}
{%- endfor -%}
{%- endif -%}
{{- '\n<|scene_desc_end|>' -}}
{%- set rest = rest[1:] -%}
{%- endif -%}
{{- '<|eot_id|>' -}}
{%- for message in rest -%}
{{- '<|start_header_id|>' + message.role + '<|end_header_id|>\n\n' -}}
{%- if message.role == 'assistant' -%}
{%- if message.content is string or message.content[0].type != 'audio' -%}{{ raise_exception('Assistant messages must contain audio content only!') }}{%- endif -%}
{{- '<|audio_out_bos|><|AUDIO_OUT|><|audio_eos|>' -}}
{%- else -%}
{{- body(message.content) -}}
{%- endif -%}
{{- '<|eot_id|>' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n<|audio_out_bos|>' }}{%- endif -%}
"""


def write(path, value):
    json.dump(value, open(path, 'w'), indent=1)


@torch.no_grad()
def text_head(model, tokenizer):
    """The model is only ever asked for audio; its text head answers every assistant turn with the start of audio."""
    t = tokenizer.token_to_id
    seen = []
    for s in ('Hello.', 'What time does the train leave?', 'One two three.', 'It was a long day.'):
        ids = tokenizer.encode(prompts.system(prompts.INSTRUCTION) + prompts.turn('user', s) + prompts.ANSWER,
                               add_special_tokens=False).ids[:-1]
        seen.append(model.model(input_ids=torch.tensor([ids])).last_hidden_state[0, -1])
    mean = torch.stack(seen).mean(0)
    head = torch.zeros(model.config.vocab_size, model.config.hidden_size)
    head[t('<|audio_out_bos|>')] = mean * 20 / mean.pow(2).sum()
    return head


def export_model(folder, work, sharpen):
    os.makedirs(folder)
    tokenizer = prompts.load(work)
    model, step = load_lm(work, tokenizer)
    head = text_head(model, tokenizer)
    state = {k: v.detach().clone() for k, v in model.state_dict().items()}
    state['audio_lm_head.weight'].view(LAYERS, -1).mul_(torch.tensor(sharpen)[:, None])
    state['text_lm_head.weight'] = head
    save_file({k: v.to(torch.bfloat16).contiguous() for k, v in state.items()}, f'{folder}/model.safetensors',
              {'format': 'pt'})
    c = model.config
    c.architectures, c.dtype = ['HiggsAudioV2ForConditionalGeneration'], torch.bfloat16
    c.save_pretrained(folder)
    write(f'{folder}/generation_config.json', {
        'bos_token_id': c.bos_token_id, 'eos_token_id': c.eos_token_id, 'pad_token_id': c.pad_token_id,
        'ras_win_len': 7, 'ras_win_max_num_repeat': 2, 'use_text_head': True, 'transformers_version': '5.18.0'})
    tokenizer.save(f'{folder}/tokenizer.json')
    special = {'bos_token': '<|begin_of_text|>', 'eos_token': '<|end_of_text|>'}
    write(f'{folder}/special_tokens_map.json', special)
    added = {str(tokenizer.token_to_id(s)): dict(content=s, lstrip=False, normalized=False, rstrip=False,
                                                single_word=False, special=True) for s in prompts.SPECIAL}
    write(f'{folder}/tokenizer_config.json', {
        'added_tokens_decoder': added, **special, 'clean_up_tokenization_spaces': True,
        'model_input_names': ['input_ids', 'attention_mask'], 'model_max_length': 131072,
        'tokenizer_class': 'PreTrainedTokenizerFast', 'chat_template': TEMPLATE})
    open(f'{folder}/chat_template.jinja', 'w').write(TEMPLATE)
    return step, sum(v.numel() for v in state.values())


def export_codec(folder, work):
    os.makedirs(folder)
    model = load_codec(work, os.path.exists(f'{work}/codec-encoder.pt'))
    model.save_pretrained(folder)
    write(f'{folder}/preprocessor_config.json', {
        'feature_extractor_type': 'DacFeatureExtractor', 'feature_size': 1, 'hop_length': 960, 'padding_side': 'right',
        'padding_value': 0.0, 'return_attention_mask': True, 'sampling_rate': 24000})
    return sum(p.numel() for p in model.parameters())


def voices(work):
    data = Data.__new__(Data)
    data.codes = np.memmap(f'{work}/codes.u8', np.uint8, 'r').reshape(-1, LAYERS)
    data.periods = np.memmap(f'{work}/periods.u8', np.uint8, 'r').reshape(-1, len(vocoder.NAMES))
    index = json.load(open(f'{work}/held.json'))
    good = [x for x in index if 55 <= x['frames'] <= 80 and 6 <= len(x['text'].split())
            and re.fullmatch(r"[A-Z][a-z' ]+[.]", x['text'])]
    out = [dict(id='default', name='Pagevoice', description='Deep, calm voice', licence=LICENCE,
                transcript=None, codes=None)]
    for i, (speaker, (key, name, description)) in enumerate(VOICES.items()):
        x = good[i % len(good)]
        codes = data.audio(x, vocoder.NAMES.index(speaker))
        out.append(dict(id=key, name=name, description=description, licence=LICENCE, transcript=x['text'],
                        codes=codes.T.tolist()))
    return out


def last_line(path):
    lines = [x.strip() for x in open(path) if x[:1].isdigit()] if os.path.exists(path) else []
    return lines[-1] if lines else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--work', default='work')
    parser.add_argument('--out', default='export')
    parser.add_argument('--logs', default='.', help='folder of lm.log, codec.log and encoder.log, for the record')
    parser.add_argument('--sharpen', default='1', help='audio head times this, as if sampled cooler: one number, or one a codebook')
    a = parser.parse_args()
    sharpen = np.broadcast_to([float(x) for x in a.sharpen.split(',')], LAYERS).tolist()
    torch.set_num_threads(1)
    fresh = a.out + '.new'
    shutil.rmtree(fresh, ignore_errors=True)
    os.makedirs(fresh)
    step, size = export_model(f'{fresh}/model', a.work, sharpen)
    codec_size = export_codec(f'{fresh}/codec', a.work)
    here = os.path.dirname(os.path.abspath(__file__))
    shutil.copy(f'{here}/voice-licence.txt', f'{fresh}/model/LICENSE')
    shutil.copy(f'{here}/speech.json', f'{fresh}/model/speech.json')
    for part in ('model', 'codec'):
        os.chmod(f'{fresh}/{part}/model.safetensors', 0o644)
    write(f'{fresh}/voices.json', voices(a.work))
    decoder, encoder = (torch.load(f'{a.work}/codec-{part}.pt') for part in ('decoder', 'encoder'))
    write(f'{fresh}/training.json', {
        'model': {'steps': step, 'parameters': size, 'seed': 3, 'last': last_line(f'{a.logs}/lm.log'),
                  'head_sharpened': sharpen},
        'codec': {'decoder_steps': decoder['step'], 'encoder_steps': encoder['step'], 'units': decoder['units'], 'parameters': codec_size, 'seed': 4,
                  'last': last_line(f'{a.logs}/codec.log'), 'encoder': last_line(f'{a.logs}/encoder.log')},
        'data': 'About 54,000 English sentences and phrases (34 hours): sentences of the Debian packages fortunes and '
                'fortunes-min, phrases made from their words, and drills of numbers in words, names, spelled letters and long '
                'sentences; up to five in one lesson; spoken by the flite voice cmu_us_slt as parameters '
                'and turned into sound by training/vocoder.py in ten voices that differ in vocal tract, pitch, breath '
                'and tilt. 400 of them held out.',
        'licences': [LICENCE, 'Debian fortunes: see the package copyright file; only spoken, no text is contained'],
        'corpus_seed': 1, 'codebook_seed': 2})
    old = a.out + '.old'
    shutil.rmtree(old, ignore_errors=True)
    if os.path.exists(a.out):
        os.rename(a.out, old)
    os.rename(fresh, a.out)
    print('exported', a.out, 'model step', step, size / 1e6, 'M; codec', codec_size / 1e6, 'M')


if __name__ == '__main__':
    main()
