/** A context that plays silence keeps the audio thread, and with it a phone's processor, awake. */
const REST_AFTER_MILLISECONDS = 5000;

export type RunnableContext = Pick<AudioContext, 'state' | 'resume' | 'suspend' | 'addEventListener'>;

/**
 * Runs an audio context while sound is wanted, lets it rest afterwards, and tells when something else stopped it: a call,
 * another program, or on some phones a locked display. A stopped context loses nothing: it goes on with the same sample.
 * @param onClosed something else closed the context, which nothing can open again.
 */
export function contextRunner(
  context: RunnableContext,
  onInterrupted: (isInterrupted: boolean) => void,
  onClosed: () => void,
) {
  let resting: ReturnType<typeof setTimeout> | undefined;
  let isWanted = false;
  let isDisposed = false;
  /** True before the first start and after `rest`. */
  let isResting = context.state !== 'running';
  const isStopped = () => context.state === 'suspended' || context.state === 'interrupted';
  context.addEventListener('statechange', look);

  /** Sound will be wanted. Inside a click or key press: browsers let sound start only there. */
  function wake(): void {
    clearTimeout(resting);
    isWanted = true;
    // Called even while it runs: a rest may be under way, and the two are executed in order.
    context.resume().catch(() => {
      if (isWanted && isStopped()) onInterrupted(true);
    });
  }

  /** Call when nothing is left to be heard but the end of a fade. */
  function rest(): void {
    clearTimeout(resting);
    isWanted = false;
    resting = setTimeout(() => {
      isResting = true;
      context.suspend().catch(() => {});
    }, REST_AFTER_MILLISECONDS);
  }

  /** The page can be seen again: where leaving it stopped the sound, the sound goes on. */
  function comeBack(): void {
    if (isWanted && isStopped()) wake();
  }

  /** Call before the owner closes the context. */
  function dispose(): void {
    isDisposed = true;
    clearTimeout(resting);
    isWanted = false;
  }

  function look(): void {
    if (context.state === 'closed') {
      if (!isDisposed) onClosed();
    } else if (context.state === 'running') {
      isResting = false;
      onInterrupted(false);
    } else if (isStopped() && !isResting) onInterrupted(true);
  }

  return { wake, rest, comeBack, dispose };
}
