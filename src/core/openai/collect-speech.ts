import type { ApiHost, SoundFormat } from '../api/api-host';
import { joinBytes } from '../data/join-bytes';
import { assert } from '../failure';
import { joinSamples } from '../pcm/join-samples';
import { ReplyTally } from './reply-tally';
import type { AskEvent, Opening } from './speak-ask';

export type AskEnd = Extract<AskEvent, { type: 'end' }>;

/** A reply that is sent once all of it is there. */
export type WholeSpeech = {
  readonly opening: Opening;
  readonly samples: Float32Array;
  readonly tally: ReplyTally;
  readonly end: AskEnd;
};

export async function collectSpeech(events: AsyncIterable<AskEvent>): Promise<WholeSpeech> {
  const tally = new ReplyTally();
  const sound: Float32Array[] = [];
  let opening: Opening | null = null;
  let end: AskEnd | null = null;
  for await (const event of events) {
    if (event.type === 'opening') opening = event.opening;
    else if (event.type === 'sound') sound.push(event.samples);
    else if (event.type === 'piece') tally.add(event.piece);
    else end = event;
  }
  assert(opening && end, 'speech that did not fail has a beginning and an end');
  return { opening, samples: joinSamples(sound), tally, end };
}

/** A whole file, whose header tells its length. */
export async function fileOf(
  { formats }: Pick<ApiHost, 'formats'>,
  format: SoundFormat,
  samples: Float32Array,
  sampleRateHz: number,
): Promise<{ readonly bytes: Uint8Array; readonly contentType: string }> {
  const encoder = await formats.open(format, sampleRateHz, samples.length);
  const bytes = joinBytes([await encoder.add(samples), await encoder.end()]);
  return { bytes, contentType: encoder.contentType };
}
