import { usePageState } from '../../page-context';
import { type Fact, FactList } from '../../widgets/fact-list';
import { realTimeFactorText } from '../../widgets/figures';
import { newestTake } from '../speech/takes';

const factorTitle = 'Seconds of work for one second of speech; below 1 is faster than speaking';
const seedTitle = 'The same seed, text and settings give the same speech';

export function TakeFigures() {
  const take = usePageState(newestTake);
  const underrunCount = usePageState((state) => state.playback.underrunCount);
  const firstSound = take ? `${(1000 * take.firstAudioSeconds).toFixed(0)} ms` : '—';
  const facts: readonly Fact[] = [
    ['First sound', firstSound, 'From Speak to the first sample'],
    ['Real-time factor', take ? realTimeFactorText(take.realTimeFactor) : '—', factorTitle],
    ['Gaps', String(underrunCount), 'How often the sound ran dry while it was played'],
    ['Seed', take ? String(take.seed) : '—', seedTitle],
  ];
  return <FactList className="figures" facts={facts} />;
}
