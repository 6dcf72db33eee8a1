import { type Failure, FailureError } from '../../core/failure';
import type { Manifest } from '../../core/store/manifest';
import { maxPronunciations, type Pronunciation } from '../../core/text/pronunciations';
import { hasSomethingToSay } from '../../core/text/something-to-say';
import { listNote, readList, readSwitches, switchesNote, writeList, writeSwitches } from './kept-reading';
import type { KeptNotes, PageDevices } from './page-devices';
import type { PageForm } from './page-form';
import type { PageStore } from './page-store';
import { type ReadingState, type RuleSwitches, requestedRules } from './reading-state';
import type { TextSurveyor } from './text-survey';

/** The rules of a language are a tenth of the page's code: they come once the page is up. */
type Rules = typeof import('./text-survey');
const loadRules = (): Promise<Rules> => import('./text-survey');

/** Typing has paused. */
const pauseMilliseconds = 300;
/** Work in one go; then keys and clicks have their turn. */
const turnSeconds = 0.008;

const notKept =
  'This browser keeps nothing for this page: it holds until the page is closed. Export what you need again.';

type Voice = { readonly manifest: Manifest; readonly form: PageForm; readonly surveyor: TextSurveyor };

/** Reads the text along as it is written, and keeps what a person has set about the reading. */
export class Reading {
  readonly #store: PageStore;
  readonly #notes: KeptNotes;
  readonly #nowSeconds: () => number;
  readonly #loadRules: () => Promise<Rules>;
  #loading: Promise<void> | null = null;
  #rules: Rules | null = null;
  /** Whose rules the page knows. */
  #manifest: Manifest | null = null;
  /** The form that is surveyed, or will be. */
  #form: PageForm | null = null;
  #voice: Voice | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    store: PageStore,
    { notes, nowSeconds }: Pick<PageDevices, 'notes' | 'nowSeconds'>,
    load = loadRules,
  ) {
    this.#store = store;
    this.#notes = notes;
    this.#nowSeconds = nowSeconds;
    this.#loadRules = load;
  }

  /** @returns when what was kept is there. No model is loaded before, so no request goes without it. */
  async start(): Promise<void> {
    this.#store.subscribe(() => this.#look());
    this.#notes.whenChanged((name) => {
      if (name === listNote) this.#takeList();
      if (name === switchesNote) void this.#takeSwitches();
    });
    this.#takeList();
    await this.#takeSwitches();
  }

  switchRule(name: string, isOn: boolean): void {
    const { rules, switched } = this.#store.getState().reading;
    const isUsual = rules?.find((rule) => rule.name === name)?.isUsual;
    const { [name]: _, ...others } = switched;
    this.#switch(isOn === isUsual ? others : { ...others, [name]: isOn });
  }

  resetRules(): void {
    this.#switch({});
  }

  /** @param change is given the list as it is kept now: another tab may have changed it a moment ago. */
  changeList(change: (list: readonly Pronunciation[]) => readonly Pronunciation[]): void {
    const kept = readList(this.#notes);
    const list = change(kept.list ?? this.#store.getState().form.pronunciations);
    if (list.length > maxPronunciations) return;
    const isKept = writeList(this.#notes, list);
    this.#store.dispatch({ type: 'form-changed', change: { pronunciations: list } });
    this.#tell({ listProblem: isKept ? '' : notKept });
  }

  /** Refusal of the engine for a text of which nothing is left to say; null where it may be asked. */
  refusal(): Failure | null {
    const { text } = this.#store.getState().form;
    // The rest is told by the check of the form.
    if (!hasSomethingToSay(text)) return null;
    try {
      this.#surveyor()?.requireSomethingToSay(text);
      return null;
    } catch (error) {
      if (error instanceof FailureError) return error.failure;
      throw error;
    }
  }

  #tell(change: Partial<ReadingState>): void {
    this.#store.dispatch({ type: 'reading-changed', change });
  }

  #switch(switched: RuleSwitches): void {
    const isKept = writeSwitches(this.#notes, switched);
    this.#tell({ switched, switchProblem: isKept ? '' : notKept });
  }

  #takeList(): void {
    const { list, problem } = readList(this.#notes);
    if (list) this.#store.dispatch({ type: 'form-changed', change: { pronunciations: list } });
    this.#tell({ listProblem: problem });
  }

  /** Rules have to be known before a switch can be part of a request. */
  async #takeSwitches(): Promise<void> {
    const switched = readSwitches(this.#notes);
    if (Object.keys(switched).length > 0) await this.#load();
    this.#tell({ switched });
  }

  /** Never throws: without the rules the page speaks all the same, as the voice's package says. */
  #load(): Promise<void> {
    this.#loading ??= this.#loadRules().then(
      (rules) => {
        this.#rules = rules;
        this.#look();
      },
      () => {
        if (Object.keys(readSwitches(this.#notes)).length === 0) return;
        const message =
          'The rules that you have switched could not be loaded: the voice uses its own. Reload the page to try again.';
        this.#store.dispatch({ type: 'warned', message });
      },
    );
    return this.#loading;
  }

  /** Next step of the reading after a change of the page, one at a time: each dispatch looks again. */
  #look(): void {
    const { model, form, reading } = this.#store.getState();
    if (model.type !== 'ready') return;
    if (!this.#rules) {
      void this.#load();
    } else if (this.#manifest !== model.manifest) {
      this.#manifest = model.manifest;
      this.#form = null;
      this.#tell({ rules: this.#rules.ruleFacts(model.manifest), survey: null });
    } else if (String(requestedRules(reading)) !== String(form.textRules)) {
      this.#store.dispatch({ type: 'form-changed', change: { textRules: requestedRules(reading) } });
    } else if (this.#form !== form) {
      this.#form = form;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#survey(form), pauseMilliseconds);
    }
  }

  /** One for each voice and its settings; it remembers what it has read. */
  #surveyor(): TextSurveyor | null {
    const { model, form } = this.#store.getState();
    if (model.type !== 'ready' || !this.#rules) return null;
    const { manifest } = model;
    if (this.#voice?.manifest !== manifest || !isReadAlike(this.#voice.form, form)) {
      const surveyor = new this.#rules.TextSurveyor(form, manifest);
      this.#voice = { manifest, form, surveyor };
    }
    return this.#voice.surveyor;
  }

  async #survey(form: PageForm): Promise<void> {
    const known = this.#voice?.surveyor;
    const surveyor = this.#surveyor();
    const isKnown = surveyor === known && this.#store.getState().reading.survey?.text === form.text;
    if (!surveyor || isKnown) return;
    const steps = surveyor.survey(form.text);
    let since = this.#nowSeconds();
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return this.#tell({ survey: step.value });
      if (this.#nowSeconds() - since < turnSeconds) continue;
      await new Promise((resolve) => setTimeout(resolve));
      // Written on meanwhile: that is surveyed next.
      if (this.#form !== form) return;
      since = this.#nowSeconds();
    }
  }
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
