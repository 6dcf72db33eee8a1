/**
 * All threads run the same forward, each on its share of the rows of a matrix, and meet at barriers. The thread that asks
 * for a forward is number 0; the others stay in `work`.
 */

/** Words shared by the threads. */
// @ts-ignore: decorator
@unmanaged
class Meeting {
  /** Threads that have come to the barrier. */
  come: i32;
  /** Number of the barrier. */
  turn: i32;
  /** Threads that sleep until `turn` or `job` changes. */
  asleep: i32;
  /** Number of the forward; below 0 the threads end. */
  job: i32;
}

let at: usize = 0;
let threadCount: i32 = 1;
let thread: i32 = 0;

/** Looks at a word before the thread sleeps: about 50 microseconds. */
const LOOKS: i32 = 20000;

/** @param meeting four words of zeros. */
export function join(meeting: usize, count: i32, number: i32): void {
  at = meeting;
  threadCount = count;
  thread = number;
}

/** Where the share of this thread begins, of `count` things. */
// @ts-ignore: decorator
@inline
export function shareStart(count: i32): i32 {
  return <i32>((<i64>count * thread) / threadCount);
}

// @ts-ignore: decorator
@inline
export function shareEnd(count: i32): i32 {
  return <i32>((<i64>count * (thread + 1)) / threadCount);
}

// @ts-ignore: decorator
@inline
export function threadNumber(): i32 {
  return thread;
}

// @ts-ignore: decorator
@inline
export function threads(): i32 {
  return threadCount;
}

/** Waits until all threads are here: what one has written before it, all read behind it. */
export function barrier(): void {
  if (threadCount == 1) return;
  if (ASC_FEATURE_THREADS) {
    const turn = atomic.load<i32>(at + offsetof<Meeting>('turn'));
    if (atomic.add<i32>(at, 1) == threadCount - 1) {
      atomic.store<i32>(at, 0);
      atomic.store<i32>(at + offsetof<Meeting>('turn'), turn + 1);
      wake(at + offsetof<Meeting>('turn'));
    } else waitWhile(at + offsetof<Meeting>('turn'), turn);
  }
}

/** Sends the other threads into the next forward. */
export function call(): void {
  if (threadCount == 1) return;
  if (ASC_FEATURE_THREADS) {
    atomic.add<i32>(at + offsetof<Meeting>('job'), 1);
    wake(at + offsetof<Meeting>('job'));
  }
}

/** Waits for the forward behind number `seen`. @returns its number; below 0 the thread is to end. */
export function awaitCall(seen: i32): i32 {
  if (!ASC_FEATURE_THREADS) return -1;
  const job = at + offsetof<Meeting>('job');
  waitWhile(job, seen);
  return atomic.load<i32>(job);
}

/** Ends the other threads. */
export function dismiss(): void {
  if (ASC_FEATURE_THREADS && threadCount > 1) {
    atomic.store<i32>(at + offsetof<Meeting>('job'), i32.MIN_VALUE);
    wake(at + offsetof<Meeting>('job'));
  }
}

function waitWhile(word: usize, value: i32): void {
  if (ASC_FEATURE_THREADS) {
    for (let look = 0; look < LOOKS; look++) if (atomic.load<i32>(word) != value) return;
    atomic.add<i32>(at + offsetof<Meeting>('asleep'), 1);
    while (atomic.load<i32>(word) == value) atomic.wait<i32>(word, value, -1);
    atomic.sub<i32>(at + offsetof<Meeting>('asleep'), 1);
  }
}

/** A thread that is about to sleep finds the word changed, and does not. */
function wake(word: usize): void {
  if (ASC_FEATURE_THREADS && atomic.load<i32>(at + offsetof<Meeting>('asleep')) > 0) atomic.notify(word, -1);
}
