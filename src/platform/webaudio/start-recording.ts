import { fail } from '../../core/failure';

/** A microphone that is on. */
export type MicrophoneRecording = {
  /** Resolves with an encoded sound file; the microphone is off then. */
  stop(): Promise<Blob>;
  /** The largest magnitude that is heard now, 0 … 1. */
  level(): number;
  cancel(): void;
};

/** Processing is off: what improves phone calls harms the recording of a voice. */
const untouched: MediaTrackConstraints = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  channelCount: 1,
};

/** @throws FailureError 'bad-audio' when there is no microphone or no permission for it. */
export async function startRecording(): Promise<MicrophoneRecording> {
  if (!navigator.mediaDevices || typeof MediaRecorder === 'undefined')
    fail('bad-audio', 'This browser cannot record on this page. Record elsewhere and choose the file.');
  const stream = await navigator.mediaDevices.getUserMedia({ audio: untouched }).catch((error: unknown) => {
    const isRefused = error instanceof DOMException && error.name === 'NotAllowedError';
    const message = isRefused
      ? 'The microphone may not be used. Allow it in the browser’s site settings, or choose a file.'
      : 'No microphone was found. Connect one, or choose a file.';
    return fail('bad-audio', message, undefined, error);
  });
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: 128_000 });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const release = () => {
    meter.end();
    for (const track of stream.getTracks()) track.stop();
  };
  const ended = new Promise<Blob>((resolve) => {
    recorder.onstop = () => {
      release();
      resolve(new Blob(parts, { type: recorder.mimeType }));
    };
  });
  recorder.start();
  const meter = startMeter(stream);
  return {
    level: meter.level,
    stop: () => {
      if (recorder.state !== 'inactive') recorder.stop();
      return ended;
    },
    cancel: () => {
      if (recorder.state !== 'inactive') recorder.stop();
      release();
    },
  };
}

/** Samples that are looked at together: 43 ms at 48 kHz, longer than a frame of the screen. */
const METER_SAMPLES = 2048;

function startMeter(stream: MediaStream): { level(): number; end(): void } {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: METER_SAMPLES });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(METER_SAMPLES);
  return {
    level: () => {
      analyser.getFloatTimeDomainData(samples);
      return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
    },
    end: () => {
      if (context.state !== 'closed') void context.close();
    },
  };
}
