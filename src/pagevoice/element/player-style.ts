/**
 * Style of the player. Its box begins from the initial values, so that what a page sets for everything does
 * not reach it; the text in the slot keeps the page's own style. Outer rules with `!important` lose against
 * those of `:host` with it.
 */
export const playerStyle = `
:host { display: block !important; opacity: 1 !important; filter: none !important; clip-path: none !important; pointer-events: auto !important; }
:host([hidden]) { display: none !important; }
.player {
  all: initial;
  color-scheme: inherit;
  --text: var(--page-voice-text, light-dark(#1d1a26, #f2eff9));
  --quiet: var(--page-voice-quiet-text, light-dark(#55506a, #b9b3cc));
  --back: var(--page-voice-background, light-dark(#f7f5fb, #211d2d));
  --line: var(--page-voice-border, light-dark(#827b99, #8d86a5));
  --accent: var(--page-voice-accent, light-dark(#5b3fc4, #b6a4ff));
  --on-accent: var(--page-voice-on-accent, light-dark(#ffffff, #1b1530));
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 8px 10px;
  box-sizing: border-box;
  min-width: 200px;
  padding: 8px 10px;
  border: 1px solid var(--line);
  border-radius: var(--page-voice-radius, 10px);
  background: var(--back);
  color: var(--text);
  font: 400 14px/1.35 var(--page-voice-font, system-ui, sans-serif);
  cursor: auto;
  visibility: visible;
  pointer-events: auto;
  user-select: none;
}
button {
  flex: none;
  display: inline-grid;
  place-items: center;
  box-sizing: border-box;
  width: 36px;
  height: 36px;
  padding: 0;
  border: 1px solid var(--line);
  border-radius: 50%;
  background: transparent;
  color: inherit;
  font: inherit;
  cursor: pointer;
}
button.main { border-color: transparent; background: var(--accent); color: var(--on-accent); }
button:disabled { opacity: 0.55; cursor: default; }
button:focus-visible, input:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
svg { width: 16px; height: 16px; fill: currentColor; pointer-events: none; }
input { flex: 1 1 90px; min-width: 60px; margin: 0; accent-color: var(--accent); }
.time { font-variant-numeric: tabular-nums; color: var(--quiet); }
.status { flex-basis: 100%; color: var(--quiet); user-select: text; }
.status:empty { display: none; }
.status.error { color: var(--text); font-weight: 600; }
slot { display: contents; }
@media (forced-colors: active) {
  .player, button, button.main { border-color: ButtonBorder; }
  button.main { background: ButtonFace; color: ButtonText; forced-color-adjust: none; }
  button:focus-visible, input:focus-visible { outline-color: Highlight; }
}
`;
