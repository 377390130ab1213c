import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AuditGrant } from '../../../server/contract/audit-room.js';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Audit } from '../../../server/contract/iso.js';
import { getAccesses, getGrants, revokeGrant } from '../../api/audit-room.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { AuditSamples } from './audit-samples.js';
import { GrantForm } from './grant-form.js';
import { useIsoChanged } from './use-iso-changed.js';

function Accesses({ audit, objects }: { audit: string; objects: readonly TargetObject[] }) {
  const { t, dateTime } = useMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['iso', 'accesses', audit],
    queryFn: ({ signal }) => getAccesses(audit, signal),
    staleTime: 0,
  });
  const named = (object: string): string =>
    object.replace(/[0-9a-f-]{36}$/, (id) => objects.find((each) => each.id === id)?.key ?? id);
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={4} />;
  return (
    <div className="gw-form">
      <p>{t(data.next ? 'grant.accesses_more' : 'grant.accesses_text')}</p>
      {data.items.length === 0 ? <p className="gw-muted">{t('grant.no_access')}</p> : null}
      {data.items.length > 0 ? (
        <DataTable
          caption={t('grant.accesses')}
          columns={[
            {
              id: 'at',
              header: t('grant.at'),
              rowHeader: true,
              value: ({ at }) => at,
              cell: ({ at }) => dateTime(at),
            },
            { id: 'by', header: t('grant.who'), value: ({ by }) => by, cell: ({ by }) => by },
            {
              id: 'object',
              header: t('grant.what'),
              value: ({ object }) => named(object),
              cell: ({ object }) => <span className="gw-mono gw-break">{named(object)}</span>,
            },
          ]}
          rows={data.items}
          rowId={({ id }) => String(id)}
        />
      ) : null}
    </div>
  );
}

/** Who may read what for an audit, and who did. */
export function RoomPanel({ audit, objects }: { audit: Audit; objects: readonly TargetObject[] }) {
  const { t, date } = useMessages();
  const changed = useIsoChanged();
  const { data, error, refetch } = useQuery({
    queryKey: ['iso', 'grants', audit.id],
    queryFn: ({ signal }) => getGrants(audit.id, signal),
  });
  const [open, setOpen] = useState<'grant' | 'accesses' | 'samples'>();
  const [revoking, setRevoking] = useState<AuditGrant>();
  const revoke = useMutation({ mutationFn: revokeGrant, onSuccess: changed });
  const close = (): void => setOpen(undefined);
  const keyOf = (scope: string): string =>
    scope === 'domain' ? t('plan.whole_domain') : (objects.find(({ id }) => id === scope)?.key ?? '–');
  const scopeOf = ({ bausteine, scopes }: AuditGrant): string =>
    [
      bausteine.length === 0 ? t('grant.all_bausteine') : bausteine.join(', '),
      scopes.length === 0 ? t('grant.all_objects') : scopes.map(keyOf).join(', '),
    ].join(' · ');
  return (
    <section className="gw-panel" aria-labelledby="room">
      <h2 id="room" className="gw-panel__title">
        {t('room.title')}
      </h2>
      <div className="gw-form">
        {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
        {revoke.error ? <ErrorNotice error={revoke.error} /> : null}
        {data?.items.length === 0 ? <p className="gw-muted">{t('grant.none')}</p> : null}
        <dl className="gw-facts">
          {data?.items.map((grant) => (
            <div key={grant.id} className="gw-facts__row">
              <dt>{grant.username}</dt>
              <dd>
                {t(`grant.state.${grant.state}`)} · {date(grant.from)} – {date(grant.until)}
                <span className="gw-muted gw-block">{scopeOf(grant)}</span>
                {grant.state === 'active' || grant.state === 'future' ? (
                  <Button
                    small
                    iconOnly
                    variant="tertiary"
                    icon="remove"
                    label={t('grant.revoke_of', { name: grant.username })}
                    onPress={() => setRevoking(grant)}
                  />
                ) : null}
              </dd>
            </div>
          ))}
        </dl>
        <div className="gw-toolbar">
          <Button small icon="add" label={t('grant.add')} onPress={() => setOpen('grant')} />
          <Button small label={t('room.samples')} onPress={() => setOpen('samples')} />
          <Button small label={t('grant.accesses')} onPress={() => setOpen('accesses')} />
        </div>
      </div>
      <Dialog wide title={t('grant.add')} isOpen={open === 'grant'} onClose={close}>
        <GrantForm audit={audit} objects={objects} onClose={close} />
      </Dialog>
      <Dialog wide title={t('room.samples')} isOpen={open === 'samples'} onClose={close}>
        <AuditSamples audit={audit.id} />
      </Dialog>
      <Dialog wide title={t('grant.accesses')} isOpen={open === 'accesses'} onClose={close}>
        <Accesses audit={audit.id} objects={objects} />
      </Dialog>
      <ConfirmDialog
        title={t('grant.revoke')}
        text={t('grant.revoke_text', { name: revoking?.username ?? '' })}
        action={t('grant.revoke')}
        isOpen={revoking !== undefined}
        onConfirm={() => {
          if (revoking) revoke.mutate(revoking.id);
          setRevoking(undefined);
        }}
        onCancel={() => setRevoking(undefined)}
      />
    </section>
  );
}
