"""Tokenizer and prompts of the language model.

Byte-level BPE with the Llama 3 split pattern and its 256 special tokens. Text is spelled byte by byte: the only merges
are those that make the fixed words of the prompts short, begun at each word's rarest pair so that other text stays
spelled out.
"""
import collections
import json
import os

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

NAMED = ('<|begin_of_text|> <|end_of_text|> <|reserved_special_token_0|> <|reserved_special_token_1|> '
         '<|finetune_right_pad_id|> <|reserved_special_token_2|> <|start_header_id|> <|end_header_id|> <|eom_id|> '
         '<|eot_id|> <|python_tag|> <|audio_bos|> <|audio_eos|> <|audio_out_bos|> <|reserved_special_token_6|> '
         '<|AUDIO|> <|AUDIO_OUT|> <|recipient|> <|scene_desc_start|> <|scene_desc_end|> '
         '<|generation_instruction_start|> <|generation_instruction_end|> <SE> </SE> <SE_s> </SE_s> <SE_e> </SE_e>')
SPECIAL = NAMED.split() + [f'<|reserved_special_token_{i}|>' for i in range(20, 248)]
SPLIT = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
INSTRUCTION = 'Generate audio following instruction.'
ROOM = 'Audio is recorded from a quiet room.'
SPEAKERS = ("You are an AI assistant designed to convert text into speech.\nIf the user's message includes a [SPEAKER*] "
            'tag, do not read out the tag and generate speech for the following text, using the specified voice.\nIf no '
            'speaker tag is present, select a suitable voice on your own.')
DESCRIBED = ROOM + '\n\nSPEAKER0: feminine\nSPEAKER1: masculine'
FIXED = ['system', 'user', 'assistant', INSTRUCTION, ROOM, '\n\n', '[SPEAKER0] ', 'SPEAKER0: feminine\n',
         'SPEAKER1: masculine']


def split():
    return pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(SPLIT), 'isolated'),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def build(corpus):
    cut = split()
    common = collections.Counter()
    for text in corpus:
        for piece, _ in cut.pre_tokenize_str(text):
            common.update(zip(piece, piece[1:]))
    merges, done = [], set()
    words = []
    for phrase in FIXED:
        for piece, _ in cut.pre_tokenize_str(phrase):
            if piece not in words and len(piece) > 1:
                words.append(piece)
    for word in sorted(words, key=len):
        parts = list(word)
        for a, b in merges:
            i = 0
            while i < len(parts) - 1:
                if (parts[i], parts[i + 1]) == (a, b):
                    parts[i:i + 2] = [a + b]
                i += 1
        while len(parts) > 1:
            i = min(range(len(parts) - 1), key=lambda i: common[parts[i], parts[i + 1]] - 1e6 * (
                len(parts[i]) + len(parts[i + 1]) > 2))
            pair = (parts[i], parts[i + 1])
            if pair not in done:
                done.add(pair)
                merges.append(pair)
            parts[i:i + 2] = [pair[0] + pair[1]]
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {c: i for i, c in enumerate(alphabet)}
    for a, b in merges:
        vocabulary.setdefault(a + b, len(vocabulary))
    t = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    t.pre_tokenizer = split()
    t.decoder = decoders.ByteLevel()
    t.add_special_tokens([AddedToken(s, special=True, normalized=False) for s in SPECIAL])
    return t


def load(work):
    path = f'{work}/tokenizer.json'
    if not os.path.exists(path):
        build(json.load(open(f'{work}/corpus.json'))['train']).save(path)
    return Tokenizer.from_file(path)


def turn(role, body):
    return f'<|start_header_id|>{role}<|end_header_id|>\n\n{body}<|eot_id|>'


def system(body, scene=None):
    if scene is not None:
        body += f'\n\n<|scene_desc_start|>\n{scene}\n<|scene_desc_end|>'
    return '<|begin_of_text|>' + turn('system', body)


ANSWER = '<|start_header_id|>assistant<|end_header_id|>\n\n<|audio_out_bos|>'
REFERENCE_END = '<|audio_eos|><|eot_id|>'

if __name__ == '__main__':
    import sys
    t = load(sys.argv[1])
    e = t.encode(system(INSTRUCTION, ROOM) + turn('user', 'The sun rises in the east.') + ANSWER, add_special_tokens=False)
    print(t.get_vocab_size(), len(e.ids), e.tokens)
