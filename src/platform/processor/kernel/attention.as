import { attendBytes } from './attention-bytes';
import { attendFloats } from './attention-floats';
import { Model } from './model';
import { shareEnd, shareStart, threads } from './threads';

/** Attention of all rows. Threads share key-value heads or, where there are too few, the heads. */
export function attend(model: Model, index: i32, rows: i32): void {
  const cached = model.keyValueHeadCount;
  const group = model.headCount / cached;
  const parts = rows * cached >= threads() ? 1 : group;
  const each = group / parts;
  const count = rows * cached * parts;
  const end = shareEnd(count);
  for (let item = shareStart(count); item < end; item++) {
    const row = item / (cached * parts);
    const part = item % (cached * parts);
    const head = part / parts;
    const first = head * group + (part % parts) * each;
    if (model.cacheIsBytes) attendBytes(model, index, row, head, first, each);
    else attendFloats(model, index, row, head, first, each);
  }
}
