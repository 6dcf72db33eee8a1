import { t } from '../../language/language';
import { LaterDetails } from '../../widgets/later-details';

/** The report of this device, for those who ask for help; it is made when it is opened. */
export function ReportPanel() {
  return (
    <LaterDetails
      className="panel report"
      summary={t`Report of this device`}
      load={loadReport}
      isKept={false}
    />
  );
}

const loadReport = async () => (await import('./report-text')).ReportText;
