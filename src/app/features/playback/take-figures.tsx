import { decimal } from '../../../core/sentence';
import { t } from '../../language/language';
import { usePageState } from '../../page-context';
import { type Fact, FactList } from '../../widgets/fact-list';
import { realTimeFactorText } from '../../widgets/figures';
import { newestTake } from '../speech/takes';

const factorTitle = () => t`Seconds of work for one second of speech; below 1 is faster than speaking`;
const seedTitle = () => t`The same seed, text and settings give the same speech`;

export function TakeFigures() {
  const take = usePageState(newestTake);
  const underrunCount = usePageState((state) => state.playback.underrunCount);
  const firstSound = take ? t`${decimal(1000 * take.firstAudioSeconds, 0)} ms` : '—';
  const facts: readonly Fact[] = [
    [t`First sound`, firstSound, t`From Speak to the first sample`],
    [t`Real-time factor`, take ? realTimeFactorText(take.realTimeFactor) : '—', factorTitle()],
    [t`Gaps`, String(underrunCount), t`How often the sound ran dry while it was played`],
    [t`Seed`, take ? String(take.seed) : '—', seedTitle()],
  ];
  return <FactList className="figures" facts={facts} />;
}
