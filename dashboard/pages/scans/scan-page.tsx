import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { ScanReport } from '../../../server/contract/scan.js';
import { getScan, removeScan } from '../../api/scans.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { AssignForm } from './assign-form.js';
import { RequirementPanel } from './requirement-panel.js';
import { ResultTable } from './result-table.js';
import { ScanFacts } from './scan-facts.js';

/** One scan: what it says of requirements, what speaks for none, and what has changed. */
export default function ScanPage() {
  const { id = '' } = useParams();
  const { t, plural } = useMessages();
  const mayChange = useMayChange();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const choice = useDomain();
  const { ref } = choice;
  const [removing, setRemoving] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['scans', ref?.domain, id],
    queryFn: ({ signal }) => getScan(ref!, id, signal),
    enabled: ref !== undefined,
  });
  const remove = useMutation({
    mutationFn: () => removeScan(ref!, id),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['scans', ref?.domain], exact: true });
      void navigate('/scans');
    },
  });
  const failure = choice.error ?? error ?? remove.error;
  const open = data?.scan.target_object === null;
  return (
    <Page
      title={data ? (data.scan.hosts[0] ?? data.scan.file_name) : t('scans.title')}
      back={<BackLink to="/scans">{t('scans.title')}</BackLink>}
      meta={data ? <span className="gw-tag">{`${data.scan.tool} ${data.scan.tool_version}`}</span> : null}
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          <DomainSelect choice={choice} />
          {mayChange && open ? (
            <Button small icon="remove" label={t('scans.remove')} onPress={() => setRemoving(true)} />
          ) : null}
        </div>
      }
    >
      {failure ? (
        <ErrorNotice
          error={failure}
          onRetry={() => {
            choice.retry();
            void refetch();
          }}
        />
      ) : null}
      {!data && !failure ? <Loading rows={6} /> : null}
      {data && ref ? (
        <div className="gw-columns">
          <div className="gw-columns__main">
            {data.scan.signature === 'unsigned' ? (
              <Notice tone="warning" title={t('scans.unsigned_title')}>
                <p>{t('scans.unsigned_text')}</p>
              </Notice>
            ) : null}
            {open && mayChange ? <AssignForm scan={id} domain={ref} candidates={data.candidates} /> : null}
            {data.previous ? <Changes previous={data.previous} /> : null}
            {data.requirements.map((requirement) => (
              <RequirementPanel
                key={requirement.requirement}
                catalog={data.scan.catalog}
                requirement={requirement}
              />
            ))}
            {data.unmapped.length > 0 ? (
              <section className="gw-panel" aria-labelledby="unmapped">
                <h2 id="unmapped" className="gw-panel__title">
                  {plural('scans.unmapped', data.unmapped.length)}
                </h2>
                <p className="gw-muted">{t('scans.unmapped_text')}</p>
                <ResultTable caption={t('scans.unmapped_caption')} results={data.unmapped} />
              </section>
            ) : null}
          </div>
          <div className="gw-columns__side">
            <ScanFacts scan={data.scan} evidence={data.evidence} />
          </div>
        </div>
      ) : null}
      <ConfirmDialog
        title={t('scans.remove')}
        text={t('scans.remove_text')}
        action={t('scans.remove')}
        isOpen={removing}
        onConfirm={() => {
          setRemoving(false);
          remove.mutate();
        }}
        onCancel={() => setRemoving(false)}
      />
    </Page>
  );
}

/** What differs from the scan of the same object before. */
function Changes({ previous }: { previous: NonNullable<ScanReport['previous']> }) {
  const { t, dateTime } = useMessages();
  const { changes } = previous;
  return (
    <section className="gw-panel" aria-labelledby="changes">
      <h2 id="changes" className="gw-panel__title">
        {t('scans.changes')}
      </h2>
      <p>
        {t('scans.since')} <Link to={`/scans/${previous.id}`}>{dateTime(previous.finished_at)}</Link>
      </p>
      {changes.length === 0 ? <p className="gw-muted">{t('scans.no_changes')}</p> : null}
      {changes.length > 0 ? (
        <ul className="gw-notes">
          {changes.map(({ rule, title, before, after }) => (
            <li key={rule}>
              {title}
              {': '}
              {before === null ? t('scans.absent') : t(`scans.result.${before}`)}
              {' → '}
              <strong>{after === null ? t('scans.absent') : t(`scans.result.${after}`)}</strong>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
