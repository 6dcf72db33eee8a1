import type { Streams } from './command';

const BAR_WIDTH = 30;

/** The subject of the work, and how much of it is done. */
export type Progress = { readonly subject: string; readonly done: number; readonly total: number };

/** Draws a bar on a terminal; elsewhere it writes a line for every tenth. */
export function progressBar(output: Streams['errors']): (progress: Progress) => void {
  let drawn = -1;
  return ({ subject, done, total }) => {
    const percent = Math.floor((100 * done) / total);
    const step = output.isTTY ? percent : Math.floor(percent / 10) * 10;
    if (step === drawn) return;
    drawn = step;
    const filled = Math.round((BAR_WIDTH * done) / total);
    const bar = '#'.repeat(filled).padEnd(BAR_WIDTH, '.');
    const line = `${bar} ${String(step).padStart(3)} %  ${subject}`;
    output.write(output.isTTY ? `\r\x1b[2K${line}${percent === 100 ? '\n' : ''}` : `${line}\n`);
  };
}
