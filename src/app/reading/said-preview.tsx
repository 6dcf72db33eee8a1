import { useMemo } from 'react';
import type { Manifest } from '../../core/store/manifest';
import { speechProfile } from '../../core/synthesis/plan-speech';
import { hasSomethingToSay, nothingToSay } from '../../core/text/something-to-say';
import { inVoiceLetters } from '../../core/text/voice-letters';
import { type TextSettings, voiceLetters, writtenOut } from '../../core/text/voice-text';
import { usePageState } from '../page-context';
import { sliceEnd } from '../state/text-survey';
import { usePaused } from '../widgets/use-paused';
import { type SaidPart, saidParts } from './said-parts';

/** Some minutes of speech; more is not read before it is heard. */
const excerptLength = 5000;
const pauseMilliseconds = 200;

export function SaidPreview() {
  const text = usePaused(
    usePageState((state) => state.form.text),
    pauseMilliseconds,
  );
  const rules = usePageState((state) => state.form.textRules);
  const pronunciations = usePageState((state) => state.form.pronunciations);
  const manifest = usePageState((state) => (state.model.type === 'ready' ? state.model.manifest : null));
  const length = sliceEnd(text, 0, excerptLength);
  const parts = useMemo(
    () => manifest && partsOf(text.slice(0, length), manifest, { rules, pronunciations }),
    [text, length, manifest, rules, pronunciations],
  );
  if (!parts) return <p className="hint">A voice must be loaded first.</p>;
  if (!hasSomethingToSay(text)) return <p className="hint">{nothingToSay}</p>;
  return (
    <>
      {/* It scrolls, so the keyboard must be able to reach it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls */}
      <section className="said-text" aria-label="What will be said" tabIndex={0}>
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name than their place
          <Part key={index} part={part} />
        ))}
      </section>
      <p className="hint">
        {hintOf(parts)}
        {length < text.length &&
          ` These are the first ${length.toLocaleString('en')} of ${text.length.toLocaleString('en')} characters.`}
      </p>
    </>
  );
}

/** Colour is not all that tells the parts apart: lines under and through them do, and words for screen readers. */
function Part({ part }: { readonly part: SaidPart }) {
  if (part.type === 'same') return part.text;
  if (part.type === 'left-out')
    return (
      <del title="Left out">
        <span className="visually-hidden">(left out: </span>
        {part.written}
        <span className="visually-hidden">)</span>
      </del>
    );
  return (
    <>
      <mark title={`Written: ${part.written}`}>{part.text}</mark>
      <span className="visually-hidden"> (written: {part.written})</span>
    </>
  );
}

function hintOf(parts: readonly SaidPart[]): string {
  const isChanged = parts.some(({ type }) => type === 'changed');
  const isLeftOut = parts.some(({ type }) => type === 'left-out');
  if (isChanged && isLeftOut)
    return 'Underlined words stand for something else in your text; what is struck through is left out.';
  if (isChanged) return 'Underlined words stand for something else in your text.';
  return isLeftOut ? 'What is struck through is left out.' : 'All of it as you have written it.';
}

function partsOf(written: string, manifest: Manifest, settings: TextSettings): readonly SaidPart[] {
  const profile = speechProfile(manifest);
  return saidParts(inVoiceLetters(writtenOut(written, profile, settings), voiceLetters(profile)));
}
