import './offline.css';
import { OfflineLine } from './offline-line';
import { UpdateNotice } from './update-notice';

export function OfflinePart() {
  return (
    <div className="offline">
      <OfflineLine />
      <UpdateNotice />
    </div>
  );
}
