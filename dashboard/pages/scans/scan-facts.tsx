import { Link } from 'react-router';
import type { RuleResult, ScanReport } from '../../../server/contract/scan.js';
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

/** What a scan was, the evidence that its file is, and how many rules had which result. */
export function ScanFacts({ scan, evidence }: Pick<ScanReport, 'scan' | 'evidence'>) {
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
          {evidence.length > 0 ? (
            <div className="gw-facts__row">
              <dt>{t('scans.evidence')}</dt>
              <dd>
                {evidence.map(({ id, title, withdrawn }) => (
                  <span key={id} className="gw-block">
                    <Link to={`/evidence/${id}`}>{title}</Link>
                    {withdrawn ? ` (${t('evidence.state.withdrawn')})` : null}
                  </span>
                ))}
              </dd>
            </div>
          ) : null}
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
