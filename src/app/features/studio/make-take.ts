import { FailureError } from '../../../core/failure';
import type { Manifest } from '../../../core/package/manifest';
import type { MemorySink } from '../../../core/pcm/memory-sink';
import { type CastVoice, voiceKey } from '../../../core/studio/cast';
import type { MadeTake } from '../../../core/studio/project-store';
import type { Row } from '../../../core/studio/rows';
import { type ContextTake, sentenceRequest } from '../../../core/studio/sentence-request';
import type { TakeSettings } from '../../../core/studio/take';
import type { PagePorts } from '../../page-ports';
import { TakeInMaking } from './take-in-making';

/** All that a take follows from, besides the model. */
export type TakeOrder = {
  readonly row: Row;
  readonly voice: CastVoice;
  readonly settings: TakeSettings;
  readonly seed: number;
  /** Takes that the model is shown, the oldest first. */
  readonly context: readonly ContextTake[];
};

/**
 * Makes one take; its sound goes into `sound` meanwhile.
 * @returns null where it was stopped. @throws FailureError
 */
export async function makeTake(
  ports: PagePorts,
  manifest: Manifest,
  order: TakeOrder,
  delivery: 'live' | 'whole',
  sound: MemorySink,
  signal: AbortSignal,
): Promise<MadeTake | null> {
  const { row, voice, settings, seed, context } = order;
  const request = sentenceRequest(row, voice, settings, seed, context, delivery);
  const making = new TakeInMaking(sound);
  try {
    for await (const event of ports.engine.speak(request, signal)) await making.hear(event, signal);
    if (making.failure) throw new FailureError(making.failure);
    if (!making.isWhole || signal.aborted) return null;
  } finally {
    sound.close();
  }
  // A live request tries again only while nobody waits. As many tries as there were give the same take at any time.
  const retakes = Math.max(0, ...making.pieces.map(({ takeCount }) => takeCount - 1));
  const take = {
    id: ports.newId(),
    rowId: row.id,
    madeAtMs: ports.nowMs(),
    text: row.text,
    seed,
    settings: delivery === 'live' ? { ...settings, retakes } : settings,
    voice: voiceKey(voice),
    model: manifest.id,
    contextIds: context.map(({ take: shown }) => shown.id),
    sampleRateHz: sound.sampleRateHz,
    sampleCount: sound.sampleCount,
    pieces: making.pieces,
  };
  return { take, codes: making.codes };
}
