import { proxy, wrap } from 'comlink';
import { FailureError, failureOf } from '../../core/failure';
import { type Sentence, say } from '../../core/sentence';
import type { CodecService, StartCodecThread } from '../ort/codec-thread';
import { startCodecWorker } from '../threads/web-codec';
import { scriptError } from './script-error';
import { registerTransferHandlers } from './transfer-handlers';

type Method = (...given: unknown[]) => Promise<unknown>;

/** The codec's thread, started by the page; its calls and their results do not go through the page. */
export const startCodecThread: StartCodecThread = () => {
  registerTransferHandlers();
  const worker = startCodecWorker();
  const { port1, port2 } = new MessageChannel();
  const remote = wrap<CodecService>(port1) as unknown as Record<string, Method>;
  let stop = (_: FailureError) => {};
  const ended = new Promise<never>((_, reject) => {
    stop = reject;
  });
  // An end that nobody waits for is no error.
  ended.catch(() => {});
  const end = (why: Sentence) => {
    stop(
      new FailureError(failureOf('engine-gone', say`The codec has stopped: ${why}. Load the model again.`)),
    );
    worker.terminate();
    port1.close();
  };
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    end(scriptError(event, say`its script could not be started`));
  });
  worker.postMessage(port2, [port2]);
  let hasAnswered = false;
  const answered = () => {
    hasAnswered = true;
  };
  const service = new Proxy({} as CodecService, {
    get:
      (_, name) =>
      (...given: unknown[]) => {
        const sent = given.map((one) => (typeof one === 'function' ? proxy(one) : one));
        const answer = remote[name as string]!(...sent);
        answer.then(answered, answered);
        return Promise.race([answer, ended]);
      },
  });
  return { service, hasAnswered: () => hasAnswered, end: () => end(say`it was closed`) };
};
