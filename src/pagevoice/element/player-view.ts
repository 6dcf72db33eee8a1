import { playerStyle } from './player-style';

const SVG = 'http://www.w3.org/2000/svg';
const shapes = {
  play: 'M4 2.5v11l9.5-5.5z',
  pause: 'M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z',
  stop: 'M3 3h10v10H3z',
};

export type PlayerActions = {
  readonly toggle: () => void;
  readonly stop: () => void;
  readonly seek: (seconds: number) => void;
};

export type PlayerLook = {
  readonly isPlaying: boolean;
  readonly canStop: boolean;
  readonly seconds: number;
  readonly durationSeconds: number;
  /** All of it is made, so that its length is known. */
  readonly isWhole: boolean;
  readonly status: string;
  readonly isError: boolean;
};

let sheet: CSSStyleSheet | null = null;

/**
 * The player in an element's shadow root. Its nodes are made one by one: policies may refuse markup made of
 * text.
 */
export class PlayerView {
  readonly #play = button('play', 'main');
  readonly #stop = button('stop', '');
  readonly #seek = document.createElement('input');
  readonly #time = document.createElement('span');
  readonly #status = document.createElement('div');
  readonly #player = document.createElement('div');
  #isSeeking = false;

  constructor(root: ShadowRoot, actions: PlayerActions) {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(playerStyle);
    }
    root.adoptedStyleSheets = [sheet];
    const player = this.#player;
    player.className = 'player';
    player.part.add('player');
    player.setAttribute('role', 'group');
    name(this.#stop, 'Stop', shapes.stop);
    this.#seek.type = 'range';
    this.#seek.min = '0';
    this.#seek.step = '0.1';
    this.#seek.part.add('seek');
    this.#seek.setAttribute('aria-label', 'Place in the speech');
    this.#time.className = 'time';
    this.#time.part.add('time');
    this.#status.className = 'status';
    this.#status.part.add('status');
    this.#status.setAttribute('role', 'status');
    player.append(this.#play, this.#stop, this.#seek, this.#time, this.#status);
    root.replaceChildren(player, document.createElement('slot'));
    this.#play.addEventListener('click', actions.toggle);
    this.#stop.addEventListener('click', actions.stop);
    // While it is dragged, the place that is heard must not pull it back.
    this.#seek.addEventListener('input', () => {
      this.#isSeeking = true;
      this.#showTime(Number(this.#seek.value), null);
    });
    this.#seek.addEventListener('change', () => {
      this.#isSeeking = false;
      actions.seek(Number(this.#seek.value));
    });
  }

  /** @param label the player's name for screen readers. */
  rename(label: string): void {
    this.#player.setAttribute('aria-label', label);
  }

  show({ isPlaying, canStop, seconds, durationSeconds, isWhole, status, isError }: PlayerLook): void {
    name(this.#play, isPlaying ? 'Pause' : 'Play', isPlaying ? shapes.pause : shapes.play);
    // A keyboard's place would be lost with the button.
    if (!canStop && this.#stop.matches(':focus')) this.#play.focus();
    this.#stop.disabled = !canStop;
    this.#seek.disabled = durationSeconds === 0;
    if (!this.#isSeeking) {
      this.#seek.max = durationSeconds.toFixed(1);
      this.#seek.value = seconds.toFixed(1);
      this.#showTime(seconds, isWhole ? durationSeconds : null);
    }
    if (this.#status.textContent !== status) this.#status.textContent = status;
    this.#status.classList.toggle('error', isError);
  }

  #showTime(seconds: number, whole: number | null): void {
    const text = whole === null ? clock(seconds) : `${clock(seconds)} / ${clock(whole)}`;
    if (this.#time.textContent === text) return;
    this.#time.textContent = text;
    const spoken = whole === null ? clock(seconds) : `${clock(seconds)} of ${clock(whole)}`;
    this.#seek.setAttribute('aria-valuetext', spoken);
  }
}

function button(part: string, className: string): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = className;
  made.part.add('button', part);
  const icon = document.createElementNS(SVG, 'svg');
  icon.setAttribute('viewBox', '0 0 16 16');
  icon.setAttribute('aria-hidden', 'true');
  icon.append(document.createElementNS(SVG, 'path'));
  made.append(icon);
  return made;
}

function name(made: HTMLButtonElement, label: string, shape: string): void {
  if (made.getAttribute('aria-label') === label) return;
  made.setAttribute('aria-label', label);
  made.title = label;
  made.querySelector('path')!.setAttribute('d', shape);
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
