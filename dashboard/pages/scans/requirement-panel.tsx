import { Link } from 'react-router';
import type { ScanRequirement } from '../../../server/contract/scan.js';
import { useMessages } from '../../i18n/messages.js';
import { ResultTable } from './result-table.js';

/** What a scan says of one requirement; the rules are open where one of them failed. */
export function RequirementPanel({
  catalog,
  requirement,
}: {
  catalog: string;
  requirement: ScanRequirement;
}) {
  const { t, plural } = useMessages();
  const { requirement: id, title, verdict, results } = requirement;
  const heading = `requirement-${id}`;
  return (
    <section className="gw-panel" aria-labelledby={heading}>
      <h2 id={heading} className="gw-panel__title">
        <Link to={`/catalogs/${catalog}/requirements/${id}`}>{id}</Link> {title}
        <span className={verdict === 'contradicts' ? 'gw-tag gw-tag--warning' : 'gw-tag'}>
          {t(`scans.verdict.${verdict}`)}
        </span>
      </h2>
      <details open={verdict === 'contradicts'}>
        <summary>{plural('scans.rules', results.length)}</summary>
        <ResultTable caption={t('scans.rules_of', { id })} results={results} />
      </details>
    </section>
  );
}
