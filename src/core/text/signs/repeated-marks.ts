import type { TextRule } from '../text-rule';

const ellipsis = /(?:\.{2,}|…(?:\.|…)*)(?=(["')\]]{0,3}\s{0,3}\p{Ll})?)/gu;
const spacedEllipsis = /(?<![.])\.(?: \.){2,}/g;
const shouted = /[!?]{2,}/g;
const commas = /([,;:])[,;:]+/g;
const dashes = / ?(?:[–—―⸺⸻]|-{2,4}(?!-)) ?/g;

/** `!!!!` → `!`, `…` → a pause, a long dash → ` - `. */
export const repeatedMarks: TextRule = {
  name: 'repeated-marks',
  label: 'Repeated marks: "!!!!", "..."',
  apply: (text) =>
    text
      .replace(spacedEllipsis, () => '…')
      .replace(ellipsis, ([, goesOn]) => (goesOn ? ',' : '.'))
      .replace(shouted, ([marks]) => (marks.includes('?') ? '?' : '!'))
      .replace(/([!?])\.(?!\d)/g, ([, mark]) => mark!)
      .replace(commas, ([, mark]) => mark!)
      .replace(dashes, (match) => {
        const isEdge = /(?:^|\n)$/.test(match.input.slice(Math.max(0, match.index - 1), match.index));
        return isEdge ? '' : ' - ';
      }),
};
