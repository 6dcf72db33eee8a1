import { useMemo } from 'react';
import type { Manifest } from '../../../core/package/manifest';
import { speechProfile } from '../../../core/speech/profile-of';
import { type SaidPart, saidParts } from '../../../core/text/said-parts';
import { hasSomethingToSay, nothingToSay } from '../../../core/text/something-to-say';
import { inVoiceLetters } from '../../../core/text/voice-letters';
import { type TextSettings, voiceLetters, writtenOut } from '../../../core/text/voice-text';
import { t, translated } from '../../language/language';
import { usePageState } from '../../page-context';
import { usePaused } from '../../widgets/use-paused';
import { manifestOf } from '../models/models-slice';
import { sliceEnd } from './text-survey';

/** Limit of the preview: some minutes of speech. */
const EXCERPT_LENGTH = 5000;
const PAUSE_MILLISECONDS = 200;

export function SaidPreview() {
  const text = usePaused(
    usePageState((state) => state.form.text),
    PAUSE_MILLISECONDS,
  );
  const rules = usePageState((state) => state.form.textRules);
  const pronunciations = usePageState((state) => state.form.pronunciations);
  const manifest = usePageState(manifestOf);
  const length = sliceEnd(text, 0, EXCERPT_LENGTH);
  const parts = useMemo(
    () => manifest && partsOf(text.slice(0, length), manifest, { rules, pronunciations }),
    [text, length, manifest, rules, pronunciations],
  );
  if (!parts) return <p className="hint">{t`A voice must be loaded first.`}</p>;
  if (!hasSomethingToSay(text)) return <p className="hint">{translated(nothingToSay)}</p>;
  return (
    <>
      {/* Scrollable, so it must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls */}
      <section className="said-text" aria-label={t`What will be said`} tabIndex={0}>
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name than their place
          <Part key={index} part={part} />
        ))}
      </section>
      <p className="hint">
        {hintOf(parts)}
        {length < text.length && ` ${t`These are the first ${length} of ${text.length} characters.`}`}
      </p>
    </>
  );
}

/**
 * The parts differ not only by colour: also by lines under and through them, and by words for screen readers.
 */
function Part({ part }: { readonly part: SaidPart }) {
  if (part.type === 'same') return part.text;
  if (part.type === 'left-out')
    return (
      <del title={t`Left out`}>
        <span className="visually-hidden">{t`(left out:`} </span>
        {part.written}
        <span className="visually-hidden">)</span>
      </del>
    );
  return (
    <>
      <mark title={t`Written: ${part.written}`}>{part.text}</mark>
      <span className="visually-hidden"> {t`(written: ${part.written})`}</span>
    </>
  );
}

function hintOf(parts: readonly SaidPart[]): string {
  const isChanged = parts.some(({ type }) => type === 'changed');
  const isLeftOut = parts.some(({ type }) => type === 'left-out');
  if (isChanged && isLeftOut)
    return t`Underlined words stand for something else in your text; what is struck through is left out.`;
  if (isChanged) return t`Underlined words stand for something else in your text.`;
  return isLeftOut ? t`What is struck through is left out.` : t`All of it as you have written it.`;
}

function partsOf(written: string, manifest: Manifest, settings: TextSettings): readonly SaidPart[] {
  const profile = speechProfile(manifest);
  return saidParts(inVoiceLetters(writtenOut(written, profile, settings), voiceLetters(profile)));
}
