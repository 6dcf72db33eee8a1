import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { clockText } from '../../widgets/figures';

/** Texts from here on are long to listen to in one go: the studio is offered with more than a word. */
const LONG_TEXT_LENGTH = 1200;

/** The way into the studio: quiet under a short text, a sentence under a long one. */
export function StudioEntry() {
  const isLong = usePageState(({ form }) => form.text.length > LONG_TEXT_LENGTH);
  const { studio } = useControllers();
  return (
    <div className="studio-offer">
      {isLong && (
        <p>{t`This is a longer text: hear it sentence by sentence, mend single ones, go on later.`}</p>
      )}
      <button
        type="button"
        className={isLong ? undefined : 'plain'}
        onClick={() => void studio.open(null)}
      >{t`Open the studio`}</button>
    </div>
  );
}

/** Offers to go on with a project or text of before. It is there from the first drawing on, so that nothing moves for it. */
export function StudioOffer() {
  const offer = usePageState((state) => state.studioOffer);
  const { studio } = useControllers();
  if (offer?.type === 'text')
    return (
      <div className="studio-offer">
        <p>{t`Go on with the text that you wrote here: “${startOf(offer.text)}”?`}</p>
        <button type="button" onClick={() => studio.takeText(offer.text)}>{t`Continue`}</button>
        <button type="button" className="plain" onClick={studio.declineOffer}>{t`Not now`}</button>
        <button
          type="button"
          className="plain"
          onClick={studio.keepNothing}
        >{t`Keep nothing on this device`}</button>
      </div>
    );
  if (!offer) return null;
  return (
    <div className="studio-offer">
      <p>
        {offer.seconds > 1
          ? t`Go on with “${offer.title}” at ${clockText(offer.seconds)}?`
          : t`Go on with “${offer.title}”?`}
      </p>
      <button type="button" onClick={() => void studio.open(offer.id)}>{t`Continue`}</button>
      <button type="button" className="plain" onClick={studio.declineOffer}>{t`Not now`}</button>
    </div>
  );
}

const START_LENGTH = 60;

function startOf(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > START_LENGTH ? `${line.slice(0, START_LENGTH)}…` : line;
}
