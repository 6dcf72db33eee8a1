import { type Sentence, say } from '../../../core/sentence';
import type { RequestOrigin, RequestOutcome } from '../../../platform/service-worker/request-log';
import { t, translated } from '../../language/language';
import { usePageState } from '../../page-context';
import { reasonOf } from './request-reason';

/** A page of a screen reader or of paper that nobody has to scroll for minutes. */
const MOST_SHOWN = 200;

const outcomes: Readonly<Record<RequestOutcome, Sentence>> = {
  device: say`answered on this device`,
  page: say`answered by this page`,
  network: say`sent`,
  refused: say`refused`,
};

const askers: Readonly<Record<RequestOrigin, Sentence>> = {
  page: say`page`,
  thread: say`thread`,
  'service worker': say`service worker`,
};

/** Every request of this session, the newest first. */
export function RequestTable() {
  const requests = usePageState(({ network }) => network.requests);
  const scope = new URL('./', document.baseURI).href;
  const { origin } = new URL(scope);
  const sent = requests.filter(({ outcome }) => outcome === 'network');
  const outside = sent.filter(({ url }) => !url.startsWith(`${origin}/`));
  return (
    <>
      <p>
        {t`Requests since this page was opened: ${requests.length}. Over the network: ${sent.length}, to other sites: ${outside.length}.`}
      </p>
      <table className="calls">
        <thead>
          <tr>
            <th scope="col">{t`Request`}</th>
            <th scope="col">{t`By`}</th>
            <th scope="col">{t`What became of it`}</th>
          </tr>
        </thead>
        <tbody>
          {requests
            .slice(-MOST_SHOWN)
            .reverse()
            .map((request) => (
              <tr key={request.id}>
                <td>
                  {!request.url.startsWith(`${origin}/`) && <strong>{t`Other site:`} </strong>}
                  {request.method} {shortened(request.url, scope)}
                  <small>{t`For: ${reasonOf(request, scope)}`}</small>
                </td>
                <td>{translated(askers[request.from])}</td>
                <td>{translated(outcomes[request.outcome])}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </>
  );
}

const shortened = (url: string, scope: string) =>
  url.startsWith(scope) ? `./${url.slice(scope.length)}` : url;
