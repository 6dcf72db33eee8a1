import type { SpeechEvent } from '../../src/core/speech/speech-event';
import type { SpeechRequestInput } from '../../src/core/speech/speech-request';
import { createPagevoiceOn } from '../../src/pagevoice/create-pagevoice';
import type { PagevoiceOptions } from '../../src/pagevoice/options';
import type { PagevoicePorts } from '../../src/pagevoice/pagevoice-ports';
import { fakeManifest } from './fake-manifest';
import { FakeModelLibrary } from './fake-model-library';
import { FakeSpeaker } from './fake-speaker';
import { type FakeEngineOptions, FakeSpeechEngine, fakeSampleRateHz } from './fake-speech-engine';
import { LicenceMemory } from './licences';
import { memoryNotes } from './memory-notes';

const SENTENCE_SAMPLES = fakeSampleRateHz / 2;

const sentenceMade = {
  seed: 1,
  takeCount: 1,
  codes: { codes: new Int32Array(), codebookCount: 8, frameCount: 0 },
  sampleCount: SENTENCE_SAMPLES,
  pauseSamples: 0,
  trimmedStartSamples: 0,
  trimmedEndSamples: 0,
  verdict: 'good',
  counts: { promptTextCount: 0, promptAudioCount: 0, reusedCount: 0, columnCount: 0 },
} as const;

/** Speaks half a second for every sentence, and tells of each as the real engine does. */
export class SentenceEngine extends FakeSpeechEngine {
  readonly loads: string[] = [];
  isDisposed = false;

  override async load(...given: Parameters<FakeSpeechEngine['load']>) {
    this.loads.push(given[0]);
    return super.load(...given);
  }

  override async *speak(request: SpeechRequestInput, signal: AbortSignal): AsyncGenerator<SpeechEvent, void> {
    const whole: SpeechEvent[] = [];
    for await (const event of super.speak(request, signal)) whole.push(event);
    const [started, last] = [whole.find(({ type }) => type === 'started')!, whole.at(-1)!];
    yield started;
    if (last.type === 'failed') return yield last;
    let startSample = 0;
    const sentences = [...request.text.matchAll(/[^.!?]+[.!?]?/g)];
    for (const [index, { 0: text, index: from }] of sentences.entries()) {
      await Promise.resolve();
      if (signal.aborted) return yield last;
      const number = index + (request.place?.pieceCount ?? 0);
      const place = { index: number, sentence: number + 1, from, to: from + text.length, text, startSample };
      yield { type: 'piece-started', ...place };
      const samples = new Float32Array(SENTENCE_SAMPLES).fill(0.5);
      yield { type: 'chunk', chunk: { samples, sampleRateHz: fakeSampleRateHz, startSample } };
      yield { type: 'piece', piece: { ...place, ...sentenceMade } };
      startSample += SENTENCE_SAMPLES;
    }
    yield last;
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

/** A Pagevoice in Node, with what it did. */
export function fakePagevoice(
  options: PagevoiceOptions = {},
  engineOptions: Partial<FakeEngineOptions> = {},
  change: Partial<PagevoicePorts> = {},
) {
  const acceptedLicences = new LicenceMemory();
  const manifest = fakeManifest();
  const engine = new SentenceEngine({ manifest, acceptedLicences, ...engineOptions });
  const speakers: FakeSpeaker[] = [];
  const manifestsRead: string[] = [];
  const folders: string[] = [];
  const soundWakes: 'woken'[] = [];
  const notes = memoryNotes();
  const library = new FakeModelLibrary(acceptedLicences);
  const ports: PagevoicePorts = {
    createEngine: () => engine,
    library: () => library,
    openSpeaker: async (sampleRateHz) => {
      const speaker = new FakeSpeaker(sampleRateHz);
      speakers.push(speaker);
      return speaker;
    },
    wakeSoundService: () => void soundWakes.push('woken'),
    decodeAudio: async (_, sampleRateHz) =>
      Float32Array.from(
        { length: 8 * sampleRateHz },
        (_, i) => 0.4 * Math.sin(i / 20) * (1 + Math.sin(i / 4000)),
      ),
    keepBlock: (block) => new Blob([block]),
    notes,
    pageUrl: () => 'https://site.example/blog/page.html',
    filesFolder: () => 'https://site.example/lib/',
    moveFiles: (folder) => void folders.push(folder),
    findModels: async (folder) => [{ id: 'voice', title: 'Voice', url: `${folder.href}models/voice/` }],
    readManifest: async (url) => {
      manifestsRead.push(url);
      return manifest;
    },
    newId: () => 'own-1',
    ...change,
  };
  const pagevoice = createPagevoiceOn(ports, options);
  return { pagevoice, engine, speakers, manifestsRead, folders, soundWakes, notes, library };
}
