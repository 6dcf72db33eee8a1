"""Conversations of the same kind as padded tensors, made by other processes while the model learns."""
import os
import random

import numpy as np
import torch

from conversations import Batches, stage
from lessons import EOS, delayed


def padded(batch, nothing):
    """Conversations [B] whose parts are of the same kinds -> for each part a dict: `kind`, `begin` and `end` (its positions), `ok` [B, T],
    `turn` [2, B, T] (the position of the tag that a token stands behind; whose it is; -1 for none), `whose` (whether any is known), and for text `ids` [B, T], padded at
    the left with `nothing`, for audio `codes` [B, T, 8], `guide` [B, T] (the token of the text before it that is being spoken, -1 for
    none) and `text`, that text's begin and end."""
    out, at, count = [], 0, len(batch)
    for p in range(len(batch[0])):
        if batch[0][p][0] == 'text':
            longest = max(len(b[p][1]) for b in batch)
            ids = np.full((count, longest), nothing)
            ok = np.zeros((count, longest), bool)
            turn = np.full((2, count, longest), -1)
            for i, b in enumerate(batch):
                pad = longest - len(b[p][1])
                ids[i, pad:] = b[p][1]
                ok[i, pad:] = True
                tag, turn[1, i, pad:] = b[p][2]
                turn[0, i, pad:] = np.where(tag >= 0, tag + at + pad, -1)
            part = dict(kind='text', ids=torch.from_numpy(ids))
        else:
            shifted = [delayed(b[p][1]) for b in batch]
            longest = max(map(len, shifted))
            codes = np.full((count, longest, shifted[0].shape[1]), EOS)
            ok = np.zeros((count, longest), bool)
            guide = np.full((count, longest), -1)
            begin, end = out[-1]['begin'], out[-1]['end']
            for i, (b, c) in enumerate(zip(batch, shifted)):
                codes[i, :len(c)] = c
                ok[i, :len(c)] = True
                guide[i, :len(b[p][2])] = b[p][2] + (end - begin - len(b[p - 1][1]))
            # the audio of a turn belongs to whom its text belongs to, the answer to nobody
            turn = np.broadcast_to(out[-1]['turn'].numpy().max(2, keepdims=True), (2, count, longest)).copy()
            if p == len(batch[0]) - 1:
                turn[:] = -1
            part = dict(kind='audio', codes=torch.from_numpy(codes), guide=torch.from_numpy(guide), text=(begin, end))
        out.append({**part, 'begin': at, 'end': at + longest, 'ok': torch.from_numpy(ok), 'turn': torch.from_numpy(turn), 'whose': bool((turn[1] >= 0).any())})
        at += longest
    return out


def moved(parts, device):
    return [{k: v.to(device, non_blocking=True) if torch.is_tensor(v) else v for k, v in part.items()} for part in parts]


class Lessons(torch.utils.data.IterableDataset):
    """Endless padded batches of the stage that `share`, a number in shared memory, has come to."""

    def __init__(self, data, share, positions, dialogues, nothing, seed):
        self.data, self.share, self.positions, self.dialogues, self.nothing, self.seed = data, share, positions, dialogues, nothing, seed

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        if worker:
            os.nice(5)
        batches = Batches(self.data, random.Random(self.seed + (worker.id << 40 if worker else 0)))
        while True:
            yield padded(batches.next(self.positions, *stage(self.share.value, self.dialogues)), self.nothing)
