import { type Sentence, say } from '../../core/sentence';

/** Why a worker's script has ended, from its event `error`. @param notStarted where the browser says nothing: it did not start. */
export function scriptError({ message }: ErrorEvent, notStarted: Sentence): Sentence {
  return message ? say`an unexpected error, “${message}”` : notStarted;
}
