import type { KeptNotes } from '../../../platform/storage/kept-notes';
import { keptJson } from '../../kept-json';
import type { Hearing } from './studio-slice';

const NOTE = 'hearing';
type KeptHearing = Pick<Hearing, 'speed' | 'volume'>;

/** Speed and volume as they were left. */
export function readHearing(notes: KeptNotes): KeptHearing {
  const { speed, volume } = (keptJson(notes, NOTE) ?? {}) as Partial<Record<keyof KeptHearing, unknown>>;
  return { speed: within(speed, 0.5, 3), volume: within(volume, 0, 1) };
}

export function keepHearing(notes: KeptNotes, { speed, volume }: KeptHearing): void {
  notes.write(NOTE, JSON.stringify({ speed, volume }));
}

/** A number between the bounds, and 1 in place of anything else that another page may have written. */
function within(value: unknown, least: number, most: number): number {
  return typeof value === 'number' && value >= least && value <= most ? value : 1;
}
