import type { ScanResult } from '../../../server/contract/scan.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { useMessages } from '../../i18n/messages.js';

/** Results of rules in the order given; the server puts those first that need attention. */
export function ResultTable({ caption, results }: { caption: string; results: readonly ScanResult[] }) {
  const { t } = useMessages();
  const columns: Column<ScanResult>[] = [
    {
      id: 'result',
      header: t('scans.result'),
      cell: ({ result }) => (
        <span className={result === 'fail' || result === 'error' ? 'gw-tag gw-tag--warning' : 'gw-tag'}>
          {t(`scans.result.${result}`)}
        </span>
      ),
    },
    {
      id: 'title',
      header: t('scans.rule'),
      rowHeader: true,
      cell: ({ title, rule, message }) => (
        <>
          {title}
          {message !== '' && message !== title ? <span className="gw-muted"> {message}</span> : null}
          <br />
          <span className="gw-mono gw-muted">
            {rule.replace(/^xccdf_org\.ssgproject\.content_rule_/, '')}
          </span>
        </>
      ),
    },
    { id: 'severity', header: t('scans.severity'), minor: true, cell: ({ severity }) => severity },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={results}
      rowId={(result) => `${result.rule} ${results.indexOf(result)}`}
      rowsAtOnce={50}
    />
  );
}
