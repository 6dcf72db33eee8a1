import { t } from '../../language/language';
import { usePageState } from '../../page-context';
import { bytesText, durationText } from '../../widgets/figures';
import type { ApiCallLine } from './api-slice';

/** The last calls, and what has left the page because of them. */
export function ApiCalls() {
  const calls = usePageState(({ api }) => api.calls);
  if (calls.length === 0) return <p className="hint">{t`None yet.`}</p>;
  return (
    <table className="calls">
      <thead>
        <tr>
          <th scope="col">{t`Call`}</th>
          <th scope="col">{t`Status`}</th>
          <th scope="col">{t`Time`}</th>
          <th scope="col">{t`Size`}</th>
        </tr>
      </thead>
      <tbody>
        {calls.map((line) => (
          <tr key={line.id}>
            <td>
              {line.direction === 'out' && <strong>{t`Left the page:`} </strong>}
              {line.method} {line.path}
              {line.caller !== '' && <small>{t`from ${line.caller}`}</small>}
            </td>
            <td>{statusText(line)}</td>
            <td>{line.seconds === null ? '…' : durationText(line.seconds)}</td>
            <td>{line.byteLength === 0 ? '' : bytesText(line.byteLength)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function statusText({ status, seconds }: ApiCallLine): string {
  if (status === 499) return 'left';
  if (status !== null) return String(status);
  return seconds === null ? '…' : 'failed';
}
