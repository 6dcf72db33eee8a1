import { errorText, type Failure } from '../../core/failure';
import type { Pagevoice } from '../create-pagevoice';
import type { PieceMark } from '../piece-marks';
import { sharedPagevoice } from '../shared-pagevoice';
import type { SpeechPlayer } from '../speech-player';
import { readAttributes } from './element-attributes';
import { PlayerView } from './player-view';
import { ReadableText } from './readable-text';
import { markSentence, unmarkSentence } from './sentence-highlight';

/**
 * Outside a browser, where a static site is rendered, there are no elements; there the class is never used.
 */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/** The detail of the event `sentence`. */
export type SentenceDetail = PieceMark & { readonly text: string };

/** Reads its own text, or that of the element whose id `for` names, aloud. All of a page share one engine. */
export class PageVoiceElement extends Base {
  static readonly observedAttributes = ['for', 'voice', 'model', 'seed', 'speed', 'scene', 'label'];
  #pagevoice: Pagevoice | null = null;
  #view: PlayerView | null = null;
  #player: SpeechPlayer | null = null;
  #text: ReadableText | null = null;
  #marked: Range | null = null;
  #status = '';
  #failure: Failure | null = null;
  #unsubscribe: (() => void)[] = [];

  /** The engine that speaks: the page's shared one, until another is set. */
  get pagevoice(): Pagevoice {
    return this.#pagevoice ?? sharedPagevoice();
  }
  set pagevoice(pagevoice: Pagevoice) {
    this.#forget();
    this.#pagevoice = pagevoice;
  }

  get paused(): boolean {
    return !this.#isPlaying;
  }
  get currentTime(): number {
    return this.#player?.positionSeconds ?? 0;
  }
  set currentTime(seconds: number) {
    this.seek(seconds);
  }
  /** Seconds of what is made so far. */
  get duration(): number {
    return this.#player?.durationSeconds ?? 0;
  }

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    this.#view ??= new PlayerView(root, {
      toggle: () => (this.#isPlaying ? this.pause() : this.play()),
      stop: () => this.stop(),
      seek: (seconds) => this.seek(seconds),
    });
    this.#showLabel();
    this.#show();
  }

  disconnectedCallback(): void {
    this.#forget();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (name === 'label') this.#showLabel();
    else if (before !== now) this.#forget();
  }

  /** Must be called inside a click or key press: browsers let sound start only there. */
  play(): void {
    try {
      if (!this.#isPlaying) this.#read();
      this.#player ??= this.#prepare();
    } catch (error) {
      this.#fail({ kind: 'bad-request', message: errorText(error) });
      return;
    }
    this.#failure = null;
    this.#player.play();
    this.dispatchEvent(new CustomEvent('play', { bubbles: true }));
    this.#show();
  }

  pause(): void {
    this.#player?.pause();
  }

  /** Ends the speech; the next `play` begins anew, with the text as it is then. */
  stop(): void {
    this.#forget();
  }

  seek(seconds: number): void {
    this.#player?.seek(seconds);
  }

  get #isPlaying(): boolean {
    const state = this.#player?.state;
    return state === 'playing' || state === 'waiting';
  }

  /** A speech of a text that the page has changed since is not gone on with. @throws TypeError */
  #read(): void {
    const text = new ReadableText(this.#source());
    if (text.text !== this.#text?.text) this.#forget();
    if (text.text === '') throw new TypeError('There is no text to read here.');
    this.#text = text;
  }

  /** @throws TypeError for an attribute that cannot be. */
  #prepare(): SpeechPlayer {
    const { input, speed } = readAttributes(this);
    const { pagevoice } = this;
    const player = pagevoice.player({ ...input, text: this.#text!.text }, { speed });
    this.#status = '';
    this.#unsubscribe = [
      pagevoice.on('loading', ({ progress: { doneBytes, totalBytes } }) =>
        this.#tellLoading(doneBytes, totalBytes),
      ),
      pagevoice.on('keeping', ({ doneBytes, totalBytes }) => this.#tellLoading(doneBytes, totalBytes)),
      pagevoice.on('ready', () => this.#tell('')),
      pagevoice.on('disposed', () => this.#forget()),
      player.on('state', (state) => {
        if (state === 'playing') this.#tell('');
        if (state === 'ended') this.#end();
        this.#show();
      }),
      player.on('made', () => this.#show()),
      player.on('position', () => this.#show()),
      player.on('piece', (mark) => this.#mark(mark)),
      player.on('failed', (failure) => this.#fail(failure)),
    ];
    return player;
  }

  #source(): Element {
    const id = this.getAttribute('for');
    if (id === null) return this;
    const root = this.getRootNode() as Document | ShadowRoot;
    const found = root.getElementById?.(id) ?? document.getElementById(id);
    if (found) return found;
    throw new TypeError(`There is no element with the id “${id}”, which “for” names.`);
  }

  #mark(mark: PieceMark): void {
    const text = this.#text!;
    this.#unmark();
    this.#marked = text.rangeOf(mark.from, mark.to);
    if (this.#marked) markSentence(this.#marked);
    const detail: SentenceDetail = { ...mark, text: text.text.slice(mark.from, mark.to) };
    this.dispatchEvent(new CustomEvent('sentence', { bubbles: true, detail }));
  }

  #unmark(): void {
    if (this.#marked) unmarkSentence(this.#marked);
    this.#marked = null;
  }

  #end(): void {
    this.#unmark();
    this.dispatchEvent(new CustomEvent('end', { bubbles: true }));
  }

  #fail(failure: Failure): void {
    this.#forget();
    this.#failure = failure;
    this.#show();
    this.dispatchEvent(new CustomEvent('error', { detail: failure }));
  }

  #forget(): void {
    for (const end of this.#unsubscribe) end();
    this.#unsubscribe = [];
    this.#unmark();
    this.#player?.stop();
    this.#player = null;
    this.#text = null;
    this.#status = '';
    this.#failure = null;
    this.#show();
  }

  #showLabel(): void {
    this.#view?.rename(this.getAttribute('label') ?? 'Listen to this text');
  }

  #tellLoading(doneBytes: number, totalBytes: number): void {
    if (this.#player?.state !== 'waiting') return;
    const percent = totalBytes > 0 ? ` ${Math.floor((100 * doneBytes) / totalBytes)}%` : '';
    this.#tell(`Loading the voice …${percent}`);
  }

  #tell(status: string): void {
    this.#status = status;
    this.#show();
  }

  #show(): void {
    const player = this.#player;
    const isWaiting = player?.state === 'waiting';
    this.#view?.show({
      isPlaying: this.#isPlaying,
      canStop: player !== null,
      seconds: player?.positionSeconds ?? 0,
      durationSeconds: player?.durationSeconds ?? 0,
      isWhole: player?.isWhole ?? false,
      status: this.#failure?.message ?? (this.#status || (isWaiting ? waitingFor(player) : '')),
      isError: this.#failure !== null,
    });
  }
}

function waitingFor({ isBehindOthers }: SpeechPlayer): string {
  return isBehindOthers ? 'Waits until the other speech has ended …' : 'A moment …';
}
