import { bytesText } from '../../../core/data/units';
import { usePageState } from '../../page-context';
import { durationText } from '../../widgets/figures';
import type { ApiCallLine } from './api-slice';

/** The last calls, and what has left the page because of them. */
export function ApiCalls() {
  const calls = usePageState(({ api }) => api.calls);
  if (calls.length === 0) return <p className="hint">None yet.</p>;
  return (
    <table className="calls">
      <thead>
        <tr>
          <th scope="col">Call</th>
          <th scope="col">Status</th>
          <th scope="col">Time</th>
          <th scope="col">Size</th>
        </tr>
      </thead>
      <tbody>
        {calls.map((line) => (
          <tr key={line.id}>
            <td>
              {line.direction === 'out' && <strong>Left the page: </strong>}
              {line.method} {line.path}
              {line.caller !== '' && <small>from {line.caller}</small>}
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
