import type { CallHead } from '../../../platform/api/call-wire';
import type { PageStore } from '../../store';
import { type ApiCallLine, callCame, callChanged, callsWorking } from './api-slice';

/** As web servers note a caller who has left before the reply was whole. */
const CALLER_LEFT = 499;
const BROKEN_OFF = 500;
const newLine = { caller: '', status: null, seconds: null, byteLength: 0 } as const;

export type LoggedCall = {
  readonly id: number;
  /** Notes the reply, and its bytes as they are sent. */
  readonly follow: (response: Response) => Response;
  /** The caller has left before there was a reply. */
  readonly leave: () => void;
};

export type CallLog = ReturnType<typeof createCallLog>;

/** Notes what calls come, what becomes of them and what they reach outside of the page. */
export function createCallLog(store: PageStore, ownOrigin: string | null, nowSeconds: () => number) {
  let count = 0;

  function begin({ method, path }: CallHead, origin: string | null): LoggedCall {
    const id = ++count;
    const startSeconds = nowSeconds();
    let byteLength = 0;
    let isOver = false;
    const computes = method !== 'GET' && method !== 'HEAD';
    const work = (change: 1 | -1) => {
      if (computes) store.setState((state) => callsWorking(state.api.workingCount + change)(state));
    };
    const end = (status: number | null) => {
      if (isOver) return;
      isOver = true;
      work(-1);
      const seconds = nowSeconds() - startSeconds;
      store.setState(callChanged(id, { seconds, byteLength, ...(status === null ? {} : { status }) }));
    };
    const caller = origin === null || origin === ownOrigin ? '' : origin;
    const plain = path.replace(/\?.*$/, '');
    store.setState(callCame({ ...newLine, id, direction: 'in', method, path: plain, caller }));
    work(1);

    function follow(response: Response): Response {
      const { status } = response;
      store.setState(callChanged(id, { status }));
      if (!response.body) {
        end(null);
        return response;
      }
      const reader = response.body.getReader();
      const counted = new ReadableStream<Uint8Array<ArrayBuffer>>(
        {
          async pull(controller) {
            const { done, value } = await reader.read().catch((error: unknown) => {
              end(BROKEN_OFF);
              throw error;
            });
            if (done) {
              end(null);
              return controller.close();
            }
            byteLength += value.byteLength;
            controller.enqueue(value);
          },
          async cancel(reason) {
            end(CALLER_LEFT);
            await reader.cancel(reason);
          },
        },
        { highWaterMark: 0 },
      );
      return new Response(counted, response);
    }

    return { id, follow, leave: () => end(CALLER_LEFT) };
  }

  /**
   * Notes a request that leaves the page because of a call.
   * @param address shown without its query, which may hold secrets.
   * @param result status of the reply and bytes that came.
   */
  async function noteOutside<T>(
    method: string,
    address: string,
    ask: () => Promise<T>,
    result: (reply: T) => Pick<ApiCallLine, 'status' | 'byteLength'>,
  ): Promise<T> {
    const id = ++count;
    const startSeconds = nowSeconds();
    const { origin, pathname } = new URL(address);
    store.setState(callCame({ ...newLine, id, direction: 'out', method, path: origin + pathname }));
    const end = (change: Partial<ApiCallLine>) =>
      store.setState(callChanged(id, { ...change, seconds: nowSeconds() - startSeconds }));
    try {
      const reply = await ask();
      end(result(reply));
      return reply;
    } catch (error) {
      end({ status: null });
      throw error;
    }
  }

  return { begin, noteOutside };
}
