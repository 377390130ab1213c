import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import type { Audit, Finding } from '../../../server/contract/iso.js';
import { getAudit, getFindings } from '../../api/iso.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { FactList } from '../../components/fact-list.js';
import { BackLink } from '../../components/link.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { useMayChange } from '../structure/use-may-change.js';
import { useStructure } from '../structure/use-structure.js';
import { AuditForm } from './audit-form.js';
import { auditTime } from './audit-time.js';
import { FindingForm } from './finding-form.js';
import { FindingPanel } from './finding-panel.js';
import { ReleasePanel } from './release-panel.js';
import { RoomPanel } from './room-panel.js';

function Facts({ audit }: { audit: Audit }) {
  const messages = useMessages();
  const { t } = messages;
  const rows = [
    [t('audit.time'), auditTime(audit, messages)],
    [t('audit.auditor'), audit.auditor],
    [t('audit.scope'), audit.scope],
    [t('audit.criteria'), audit.criteria],
    [t('audit.summary'), audit.summary],
  ] as const;
  return (
    <section className="gw-panel" aria-labelledby="facts">
      <h2 id="facts" className="gw-panel__title">
        {t('targets.facts')}
      </h2>
      <FactList values="prose" rows={rows} />
    </section>
  );
}

/** One audit: what was found, and what is done about it. */
export default function AuditPage() {
  const { id = '' } = useParams();
  const { t, plural } = useMessages();
  const mayChange = useMayChange();
  const audit = useQuery({ queryKey: ['iso', 'audit', id], queryFn: ({ signal }) => getAudit(id, signal) });
  const ref = audit.data && { tenant: audit.data.tenant, domain: audit.data.domain };
  const structure = useStructure(ref);
  const findings = useQuery({
    queryKey: ['iso', 'findings', id],
    queryFn: ({ signal }) => getFindings(id, signal),
  });
  const [editing, setEditing] = useState(false);
  const [finding, setFinding] = useState<Finding | 'new'>();
  const error = audit.error ?? findings.error ?? structure.error;
  const items = findings.data?.items;
  return (
    <Page
      title={audit.data?.title ?? t('audit.title')}
      back={<BackLink to="/audits">{t('audit.title')}</BackLink>}
      meta={
        audit.data ? (
          <>
            <span className="gw-tag">{t(`audit.state.${audit.data.state}`)}</span>
            {items ? <span className="gw-muted">{plural('finding.count', items.length)}</span> : null}
          </>
        ) : null
      }
      actions={
        mayChange && audit.data ? (
          <div className="gw-toolbar gw-toolbar--end">
            <Button small icon="edit" label={t('audit.edit')} onPress={() => setEditing(true)} />
            <Button
              small
              variant="primary"
              icon="add"
              label={t('finding.add')}
              onPress={() => setFinding('new')}
            />
          </div>
        ) : null
      }
    >
      {error ? (
        <ErrorNotice
          error={error}
          onRetry={() => {
            structure.retry();
            void audit.refetch();
            void findings.refetch();
          }}
        />
      ) : null}
      {(!audit.data || !items) && !error ? <Loading rows={6} /> : null}
      {audit.data && items && ref ? (
        <div className="gw-columns">
          <div className="gw-columns__main">
            {items.map((each) => (
              <FindingPanel
                key={each.id}
                finding={each}
                domain={ref}
                byId={structure.byId}
                mayChange={mayChange}
                onEdit={() => setFinding(each)}
              />
            ))}
            {items.length === 0 ? (
              <Empty icon="audits" title={t('finding.none')}>
                <p>{t('finding.none_text')}</p>
              </Empty>
            ) : null}
          </div>
          <div className="gw-columns__side">
            <Facts audit={audit.data} />
            {mayChange ? <RoomPanel audit={audit.data} objects={structure.objects ?? []} /> : null}
            {mayChange ? <ReleasePanel audit={audit.data} /> : null}
          </div>
        </div>
      ) : null}
      <Dialog wide title={t('audit.edit')} isOpen={editing} onClose={() => setEditing(false)}>
        {ref ? <AuditForm audit={audit.data} domain={ref} onClose={() => setEditing(false)} /> : null}
      </Dialog>
      <Dialog
        wide
        title={t(finding === 'new' ? 'finding.add' : 'finding.edit')}
        isOpen={finding !== undefined}
        onClose={() => setFinding(undefined)}
      >
        <FindingForm
          audit={id}
          finding={finding === 'new' ? undefined : finding}
          objects={structure.objects ?? []}
          onClose={() => setFinding(undefined)}
        />
      </Dialog>
    </Page>
  );
}
