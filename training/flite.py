"""Flite through ctypes: the parameters a voice speaks with, before they become sound.

say(text) -> (f0 [n], mel cepstrum [n, 25], phones) at 5 ms a frame, with
phones = [(name, end in seconds, index of the word in text or -1)].
"""
import ctypes as C
import numpy as np

P = C.c_void_p


class Track(C.Structure):
    _fields_ = [('type', P), ('num_frames', C.c_int), ('num_channels', C.c_int),
                ('times', C.POINTER(C.c_float)), ('frames', C.POINTER(C.POINTER(C.c_float)))]


class Flite:
    def __init__(self, voice='slt'):
        lib = C.CDLL('libflite.so.1', mode=C.RTLD_GLOBAL)
        for name in ('libflite_usenglish.so.1', 'libflite_cmulex.so.1'):
            C.CDLL(name, mode=C.RTLD_GLOBAL)
        own = C.CDLL(f'libflite_cmu_us_{voice}.so.1')
        self.lib = lib

        def function(name, result, *arguments):
            f = getattr(lib, name)
            f.restype, f.argtypes = result, arguments
            return f
        self.synth = function('flite_synth_text', P, C.c_char_p, P)
        self.value = function('feat_val', P, P, C.c_char_p)
        self.track = function('val_track', C.POINTER(Track), P)
        self.relation = function('utt_relation', P, P, C.c_char_p)
        self.head = function('relation_head', P, P)
        self.next = function('item_next', P, P)
        self.text = function('flite_ffeature_string', C.c_char_p, P, C.c_char_p)
        self.number = function('flite_ffeature_float', C.c_float, P, C.c_char_p)
        self.path = function('flite_path_to_item', P, P, C.c_char_p)
        self.delete = function('delete_utterance', None, P)
        self.set_float = function('flite_feat_set_float', None, P, C.c_char_p, C.c_float)
        self.set_int = function('flite_feat_set_int', None, P, C.c_char_p, C.c_int)
        lib.flite_init()
        register = getattr(own, f'register_cmu_us_{voice}')
        register.restype, register.argtypes = P, (P,)
        self.voice = register(None)
        features = C.cast(self.voice, C.POINTER(P))[1]
        # the sound itself is thrown away, so let flite make it roughly
        self.set_int(features, b'mlsa_speed_param', 23)

    def say(self, text):
        utterance = self.synth(text.encode('ascii'), self.voice)
        if not utterance:
            return None
        features = C.cast(utterance, C.POINTER(P))[0]
        value = self.value(features, b'param_track')
        track = self.track(value).contents
        n, channels = track.num_frames, track.num_channels
        rows = np.stack([np.ctypeslib.as_array(track.frames[i], (channels,)) for i in range(n)]).copy()
        phones, word, last = [], -1, None
        item = self.head(self.relation(utterance, b'Segment'))
        while item:
            token = self.path(item, b'R:SylStructure.parent.parent.R:Token.parent')
            if token and token != last:
                word, last = word + 1, token
            phones.append((self.text(item, b'name').decode(), self.number(item, b'end'), word if token else -1))
            item = self.next(item)
        self.delete(utterance)
        return rows, phones


if __name__ == '__main__':
    import time
    f = Flite()
    t = time.time()
    rows, phones = f.say('The old man walked slowly down to the river and looked at the boats.')
    print(rows.shape, time.time() - t, phones)
    np.set_printoptions(precision=2, suppress=True, linewidth=200)
    print(rows[100])
    t = time.time()
    for _ in range(10):
        f.say('The old man walked slowly down to the river and looked at the boats.')
    print('seconds a sentence', (time.time() - t) / 10)
