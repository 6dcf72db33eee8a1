import { joinBytes } from '../data/join-bytes';
import { FailureError } from '../failure';
import { encodeSamples } from '../pcm/sample-format';
import { wavHeader } from '../pcm/wav-writer';
import type { VoiceReference } from '../speech/speech-request';
import { finishedPiece, type Job } from './job';
import type { Jobs } from './jobs';

/**
 * The WAV file of a finished job: from memory, or spoken again from its codes, which gives the same samples.
 */
export async function outputSound(
  { host, cache }: Jobs,
  job: Job,
  signal: AbortSignal,
): Promise<Uint8Array | AsyncGenerator<Uint8Array, void>> {
  const cached = cache.get(job.id);
  if (cached) return cached;
  // The model is opened here, so that what goes wrong with it is a reply with a status.
  const { engine } = await host.api.openModel(job.order.modelId, signal);
  const finishedPieces = await host.store.pieces(job.id);
  const { sampleRateHz, sampleCount } = job.result!;
  const voices = job.request.voices.filter((voice): voice is VoiceReference => voice.type !== 'recording');
  async function* file(): AsyncGenerator<Uint8Array, void> {
    yield wavHeader(sampleRateHz, 'pcm16', 2 * sampleCount);
    const request = { ...job.request, voices, finishedPieces: finishedPieces.map(finishedPiece) };
    for await (const event of engine.speak(request, signal)) {
      if (event.type === 'chunk') yield encodeSamples(event.chunk.samples, 'pcm16');
      if (event.type === 'failed') throw new FailureError(event.failure);
      if (event.type === 'cancelled') signal.throwIfAborted();
    }
  }
  return file();
}

/** The same, all of it at once, which is kept in memory: who asks for some bytes soon asks for others. */
export async function wholeOutput(jobs: Jobs, job: Job, signal: AbortSignal): Promise<Uint8Array> {
  const sound = await outputSound(jobs, job, signal);
  if (sound instanceof Uint8Array) return sound;
  const parts: Uint8Array[] = [];
  for await (const part of sound) parts.push(part);
  const file = joinBytes(parts);
  jobs.cache.put(job.id, file);
  return file;
}
