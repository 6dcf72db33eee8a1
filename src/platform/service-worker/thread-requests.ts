/** One request of a thread, by the browser's record in it. */
export type ThreadRequest = {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly url: string;
  readonly destination: string;
};

const CHANNEL = 'pagevoice-requests';

/** Tells the pages what this thread asks for: no service worker sees it where none is in charge yet. */
export function tellRequests(): void {
  const channel = new BroadcastChannel(CHANNEL);
  const tell = (list: PerformanceObserverEntryList) => {
    for (const entry of list.getEntries()) {
      const { name: url, initiatorType: destination, startTime } = entry as PerformanceResourceTiming;
      const request: ThreadRequest = { at: performance.timeOrigin + startTime, url, destination };
      channel.postMessage(request);
    }
  };
  new PerformanceObserver(tell).observe({ type: 'resource', buffered: true });
}

/** The pages' side. */
export function followThreads(listener: (request: ThreadRequest) => void): void {
  new BroadcastChannel(CHANNEL).onmessage = ({ data }: MessageEvent<ThreadRequest>) => listener(data);
}
