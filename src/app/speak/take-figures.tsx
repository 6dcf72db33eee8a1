import { usePageState } from '../page-context';
import { realTimeFactorText } from '../widgets/figures';

export function TakeFigures() {
  const take = usePageState((state) => state.take);
  const underrunCount = usePageState((state) => state.playback.underrunCount);
  const figures = [
    {
      name: 'First sound',
      title: 'From Speak to the first sample',
      text: take ? `${(1000 * take.firstAudioSeconds).toFixed(0)} ms` : '—',
    },
    {
      name: 'Real-time factor',
      title: 'Seconds of work for one second of speech; below 1 is faster than speaking',
      text: take ? realTimeFactorText(take.realTimeFactor) : '—',
    },
    {
      name: 'Gaps',
      title: 'How often the sound ran dry while it was played',
      text: String(underrunCount),
    },
    {
      name: 'Seed',
      title: 'The same seed, text and settings give the same speech',
      text: take ? String(take.seed) : '—',
    },
  ];
  return (
    <dl className="figures">
      {figures.map(({ name, title, text }) => (
        <div key={name} title={title}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
