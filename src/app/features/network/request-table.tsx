import type { RequestOutcome } from '../../../platform/service-worker/request-log';
import { usePageState } from '../../page-context';
import { reasonOf } from './request-reason';

/** A page of a screen reader or of paper that nobody has to scroll for minutes. */
const MOST_SHOWN = 200;

const outcomes: Readonly<Record<RequestOutcome, string>> = {
  device: 'answered on this device',
  page: 'answered by this page',
  network: 'sent',
  refused: 'refused',
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
        {requests.length} requests since this page was opened: {sent.length} went over the network,{' '}
        {outside.length} of them to other sites.
      </p>
      <table className="calls">
        <thead>
          <tr>
            <th scope="col">Request</th>
            <th scope="col">By</th>
            <th scope="col">What became of it</th>
          </tr>
        </thead>
        <tbody>
          {requests
            .slice(-MOST_SHOWN)
            .reverse()
            .map((request) => (
              <tr key={request.id}>
                <td>
                  {!request.url.startsWith(`${origin}/`) && <strong>Other site: </strong>}
                  {request.method} {shortened(request.url, scope)}
                  <small>For {reasonOf(request, scope)}</small>
                </td>
                <td>{request.from}</td>
                <td>{outcomes[request.outcome]}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </>
  );
}

const shortened = (url: string, scope: string) =>
  url.startsWith(scope) ? `./${url.slice(scope.length)}` : url;
