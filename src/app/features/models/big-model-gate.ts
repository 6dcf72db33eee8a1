import { importLater } from '../../../core/data/import-later';
import { neverAsks } from '../../../core/device/cautious';
import { fail } from '../../../core/failure';
import { originsOf } from '../../../core/library/public-hub';
import { say } from '../../../core/sentence';
import type { ControllerParts } from '../../controller-parts';
import { t, translated } from '../../language/language';
import { measuredFacts } from '../device/device-slice';
import type { PageOrder } from './library-slice';
import { type BigModelQuestion, type ModelChoice, questionAsked } from './models-slice';
import { createTrustedOrigins } from './trusted-origins';

export type BigModelGate = ReturnType<typeof createBigModelGate>;

/** A gate in front of all that is big or of another site: it is loaded or fetched at once, or after a person has said so. */
export function createBigModelGate({ store, ports }: ControllerParts) {
  /** Confirmed until the page is closed: addresses, orders of files, and names of published plans. */
  const confirmed = new Set<unknown>();
  const trusted = createTrustedOrigins(ports.notes);
  /** The page's policy names these: a page can give up connections, never gain one. */
  const reachable: readonly string[] = trusted.list();

  /** @returns false when the question is shown; QuestionController takes its answer. */
  function mayLoad(choice: ModelChoice): true | Promise<boolean> {
    const isOpen = store.getState().question.type === 'load';
    const origins = choice.askOrigin === undefined ? [] : unknownOf(originsOf(choice.url));
    if (origins.length > 0) {
      const sentence = t`The address of this page names a model of another site: ${origins.join(', ')}. Nothing was fetched from there yet. Load it only if you trust that site and whoever gave you the address. ${anew}`;
      return Promise.resolve(put('load', { type: 'load', origins, choice, sentence }));
    }
    return neverAsks(ports.memoryBudget, measuredFacts(store.getState())) && !isOpen
      ? true
      : askToLoad(choice);
  }

  async function askToLoad(choice: ModelChoice): Promise<boolean> {
    const sentence = confirmed.has(choice.url) ? null : await (await questions()).ofPackage(choice.url);
    return put('load', sentence && { type: 'load', origins: [], choice, sentence: translated(sentence) });
  }

  /** Like `mayLoad`, for an installation. */
  async function mayInstall(order: PageOrder, title: string): Promise<boolean> {
    const { ofOrder, originsOfOrder } = await questions();
    const origins = unknownOf(originsOfOrder(order));
    if (origins.length > 0) {
      const sentence = t`Its files are fetched from ${origins.join(', ')}. Nothing was fetched from there yet. Whoever runs that site sees the address of this device and which files it asks for, and nothing that you write or say. ${anew}`;
      return put('install', { type: 'install', origins, order, title, sentence });
    }
    const sentence = confirmed.has(keyOf(order)) ? null : await ofOrder(order);
    return put(
      'install',
      sentence && { type: 'install', origins, order, title, sentence: translated(sentence) },
    );
  }

  /**
   * @returns false where it can go on only in a page that is opened anew.
   * @throws FailureError 'storage' where that page would know nothing of the answer.
   */
  function confirm(question: BigModelQuestion): boolean {
    if (question.type === 'none') return true;
    const { origins } = question;
    if (origins.length === 0) confirmed.add(keyOfQuestion(question));
    else if (!trusted.change([...trusted.list(), ...origins]))
      fail(
        'storage',
        say`This browser keeps nothing of this page, so no other site can be allowed. Let this site store data, or leave the private window.`,
      );
    return origins.every((origin) => reachable.includes(origin));
  }

  function unknownOf(origins: readonly string[]): readonly string[] {
    const known = [ports.ownOrigin, ...trusted.list()];
    return origins.filter((origin) => !known.includes(origin));
  }

  /** A newer request of the same kind takes the place of a question that was not answered. */
  function put(type: BigModelQuestion['type'], question: BigModelQuestion | null): boolean {
    const { question: open } = store.getState();
    if (question) store.setState(questionAsked(question));
    else if (open.type === type) store.setState({ question: { type: 'none' } });
    return question === null;
  }

  const questions = () =>
    importLater(async () => {
      const { createSizeQuestions } = await import('./size-questions');
      return createSizeQuestions(ports, store);
    });

  return { mayLoad, mayInstall, confirm };
}

const anew = say`To allow it the page is opened anew and goes on here: your text stays, sound that was not saved is lost.`;

const keyOfQuestion = (question: Exclude<BigModelQuestion, { readonly type: 'none' }>) =>
  question.type === 'load' ? question.choice.url : keyOf(question.order);

function keyOf(order: PageOrder): unknown {
  if (order.type === 'package') return order.url;
  return order.type === 'hub' ? `${order.repository} ${order.precision}` : order.files;
}
