import type { RuleResult, ScanImport } from '../../../server/contract/scan.js';
import { useMessages } from '../../i18n/messages.js';

/** In the order in which their numbers are shown. */
const ruleResults: readonly RuleResult[] = [
  'pass',
  'fail',
  'error',
  'unknown',
  'notapplicable',
  'notchecked',
  'notselected',
  'informational',
  'fixed',
];

/** What a scan was, and how many rules had which result. */
export function ScanFacts({ scan }: { scan: ScanImport }) {
  const { t, number, dateTime } = useMessages();
  const rows: (readonly [string, string])[] = [
    [t('scans.target'), scan.target_name ?? t('scans.unassigned')],
    [t('scans.host'), scan.hosts.join(', ')],
    [t('scans.addresses'), scan.addresses.join(', ')],
    [t('scans.finished'), dateTime(scan.finished_at)],
    [t('scans.profile'), scan.profile],
    [t('scans.benchmark'), scan.benchmark],
    [t('scans.signature'), t(`scans.signature.${scan.signature}`)],
    [t('scans.imported'), `${dateTime(scan.imported_at)}, ${scan.imported_by}`],
    [t('scans.assigned'), scan.assigned_by ?? ''],
    [t('scans.file'), scan.file_name],
    [t('scans.digest'), scan.file_sha256],
  ];
  return (
    <>
      <section className="gw-panel" aria-labelledby="scan-facts">
        <h2 id="scan-facts" className="gw-panel__title">
          {t('targets.facts')}
        </h2>
        <dl className="gw-facts">
          {rows
            .filter(([, value]) => value !== '')
            .map(([label, value]) => (
              <div key={label} className="gw-facts__row">
                <dt>{label}</dt>
                <dd className="gw-prose">{value}</dd>
              </div>
            ))}
        </dl>
      </section>
      <section className="gw-panel" aria-labelledby="scan-counts">
        <h2 id="scan-counts" className="gw-panel__title">
          {t('scans.counts')}
        </h2>
        <dl className="gw-facts">
          {ruleResults
            .filter((result) => scan.counts[result] > 0)
            .map((result) => (
              <div key={result} className="gw-facts__row">
                <dt>{t(`scans.result.${result}`)}</dt>
                <dd>{number(scan.counts[result])}</dd>
              </div>
            ))}
        </dl>
      </section>
    </>
  );
}
