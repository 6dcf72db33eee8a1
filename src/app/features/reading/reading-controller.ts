import type { Manifest } from '../../../core/package/manifest';
import { say } from '../../../core/sentence';
import {
  MAX_PRONUNCIATIONS,
  type Pronunciation,
  writePronunciationFile,
} from '../../../core/text/pronunciations';
import { hasSomethingToSay } from '../../../core/text/something-to-say';
import { translated } from '../../language/language';
import type { PagePorts } from '../../page-ports';
import type { PageStore } from '../../store';
import { formChanged, type PageForm } from '../settings/settings-slice';
import { warned } from '../speech/speech-slice';
import { LIST_NOTE, readList, readSwitches, SWITCHES_NOTE, writeList, writeSwitches } from './kept-reading';
import { type ReadingState, type RuleSwitches, readingChanged, requestedRules } from './reading-slice';
import type { TextSurveyor } from './text-survey';

/** The rules of a language are a tenth of the page's code: they come once the page is up. */
type Rules = typeof import('./text-survey');
const loadRules = (): Promise<Rules> => import('./text-survey');

/** Typing has paused. */
const PAUSE_MILLISECONDS = 300;
/** Work in one go; then keys and clicks have their turn. */
const TURN_SECONDS = 0.008;

const notKept = say`This browser keeps nothing for this page: it holds until the page is closed. Export what you need again.`;

type Voice = { readonly manifest: Manifest; readonly form: PageForm; readonly surveyor: TextSurveyor };

type ReadingParts = {
  readonly store: PageStore;
  readonly ports: Pick<PagePorts, 'notes' | 'nowSeconds' | 'saveBlob'>;
};

export type ReadingController = ReturnType<typeof createReadingController>;

/** Reads the text along as it is written, and keeps what a person has set about the reading. */
export function createReadingController({ store, ports }: ReadingParts, load = loadRules) {
  let loading: Promise<void> | null = null;
  let loaded: Rules | null = null;
  /** The model whose rules the page knows. */
  let knownManifest: Manifest | null = null;
  /** The form that is surveyed, or will be. */
  let surveyed: PageForm | null = null;
  let lastVoice: Voice | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** @returns when what was kept is there. No model is loaded before, so no request goes without it. */
  async function start(): Promise<void> {
    store.subscribe(look);
    ports.notes.whenChanged((name) => {
      if (name === LIST_NOTE) takeList();
      if (name === SWITCHES_NOTE) void takeSwitches();
    });
    takeList();
    await takeSwitches();
  }

  function switchRule(name: string, isOn: boolean): void {
    const { rules, switched } = store.getState().reading;
    const isUsual = rules?.find((rule) => rule.name === name)?.isUsual;
    const { [name]: _, ...others } = switched;
    keepSwitches(isOn === isUsual ? others : { ...others, [name]: isOn });
  }

  function resetRules(): void {
    keepSwitches({});
  }

  /** @param change is given the list as it is kept now: another tab may have changed it a moment ago. */
  function changeList(change: (list: readonly Pronunciation[]) => readonly Pronunciation[]): void {
    const kept = readList(ports.notes);
    const list = change(kept.list ?? store.getState().form.pronunciations);
    if (list.length > MAX_PRONUNCIATIONS) return;
    const isKept = writeList(ports.notes, list);
    store.setState(formChanged({ pronunciations: list }));
    tell({ listProblem: isKept ? '' : translated(notKept) });
  }

  function exportList(): void {
    const file = writePronunciationFile(store.getState().form.pronunciations);
    ports.saveBlob('pronunciations.json', new Blob([file], { type: 'application/json' }));
  }

  /** @throws FailureError 'bad-request', as the engine does, for a text of which nothing is left to say. */
  function requireSomethingToSay(): void {
    const { text } = store.getState().form;
    // The rest is reported by the check of the form.
    if (hasSomethingToSay(text)) surveyorNow()?.requireSomethingToSay(text);
  }

  function tell(change: Partial<ReadingState>): void {
    store.setState(readingChanged(change));
  }

  function keepSwitches(switched: RuleSwitches): void {
    const isKept = writeSwitches(ports.notes, switched);
    tell({ switched, switchProblem: isKept ? '' : translated(notKept) });
  }

  function takeList(): void {
    const { list, problem } = readList(ports.notes);
    if (list) store.setState(formChanged({ pronunciations: list }));
    tell({ listProblem: problem });
  }

  /** Rules have to be known before a switch can be part of a request. */
  async function takeSwitches(): Promise<void> {
    const switched = readSwitches(ports.notes);
    if (Object.keys(switched).length > 0) await loadRulesOnce();
    tell({ switched });
  }

  /** Never throws: without the rules the page speaks all the same, as the voice's package says. */
  function loadRulesOnce(): Promise<void> {
    loading ??= load().then(
      (rules) => {
        loaded = rules;
        look();
      },
      () => {
        if (Object.keys(readSwitches(ports.notes)).length === 0) return;
        const message = say`The rules that you have switched could not be loaded: the voice uses its own. Reload the page to try again.`;
        store.setState(warned(message));
      },
    );
    return loading;
  }

  /** Next step of the reading after a change of the page, one at a time: each change looks again. */
  function look(): void {
    const { model, form, reading } = store.getState();
    if (model.type !== 'ready') return;
    if (!loaded) {
      void loadRulesOnce();
    } else if (knownManifest !== model.manifest) {
      knownManifest = model.manifest;
      surveyed = null;
      tell({ rules: loaded.ruleFacts(model.manifest), survey: null });
    } else if (String(requestedRules(reading)) !== String(form.textRules)) {
      store.setState(formChanged({ textRules: requestedRules(reading) }));
    } else if (surveyed !== form) {
      surveyed = form;
      clearTimeout(timer);
      timer = setTimeout(() => void survey(form), PAUSE_MILLISECONDS);
    }
  }

  /** One for each voice and its settings; it remembers what it has read. */
  function surveyorNow(): TextSurveyor | null {
    const { model, form } = store.getState();
    if (model.type !== 'ready' || !loaded) return null;
    const { manifest } = model;
    if (lastVoice?.manifest !== manifest || !isReadAlike(lastVoice.form, form)) {
      const surveyor = new loaded.TextSurveyor(form, manifest);
      lastVoice = { manifest, form, surveyor };
    }
    return lastVoice.surveyor;
  }

  async function survey(form: PageForm): Promise<void> {
    const known = lastVoice?.surveyor;
    const surveyor = surveyorNow();
    const isKnown = surveyor === known && store.getState().reading.survey?.text === form.text;
    if (!surveyor || isKnown) return;
    const steps = surveyor.survey(form.text);
    let since = ports.nowSeconds();
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return tell({ survey: step.value });
      if (ports.nowSeconds() - since < TURN_SECONDS) continue;
      await new Promise((resolve) => setTimeout(resolve));
      // Written on meanwhile: that is surveyed next.
      if (surveyed !== form) return;
      since = ports.nowSeconds();
    }
  }

  return { start, switchRule, resetRules, changeList, exportList, requireSomethingToSay };
}

/** True where the same text is read alike with both. */
function isReadAlike(a: PageForm, b: PageForm): boolean {
  const keys = [
    'textRules',
    'pronunciations',
    'chunkMethod',
    'chunkMaxWords',
    'chunkMaxTurns',
    'pauseScale',
    'maxSeconds',
  ] as const;
  return keys.every((key) => a[key] === b[key]);
}
