import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PackageRelease } from '../../../server/contract/audit-package.js';
import type { Audit } from '../../../server/contract/iso.js';
import { getReleases, releasePackage, withdrawRelease } from '../../api/audit-room.js';
import { getAuditPackages } from '../../api/evidence.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { SelectField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { useIsoChanged } from './use-iso-changed.js';

/** Audit packages that the auditors of an audit may download. */
export function ReleasePanel({ audit }: { audit: Audit }) {
  const { t, date, dateTime } = useMessages();
  const onSuccess = useIsoChanged();
  const releases = useQuery({
    queryKey: ['iso', 'releases', audit.id],
    queryFn: ({ signal }) => getReleases(audit.id, signal),
  });
  const packages = useQuery({
    queryKey: ['iso', 'packages', audit.domain],
    queryFn: ({ signal }) => getAuditPackages(audit, signal),
  });
  const [chosen, setChosen] = useState('');
  const [withdrawing, setWithdrawing] = useState<PackageRelease>();
  const release = useMutation({ mutationFn: (id: string) => releasePackage(audit.id, id), onSuccess });
  const withdraw = useMutation({ mutationFn: withdrawRelease, onSuccess });
  const open = new Set(
    releases.data?.items.flatMap((each) => (each.withdrawn_at === null ? [each.package] : [])),
  );
  const free = packages.data?.items.filter(
    ({ id, state, removed_at }) => state === 'done' && removed_at === null && !open.has(id),
  );
  const error = releases.error ?? packages.error;
  const failure = release.error ?? withdraw.error;
  const selected = free?.some(({ id }) => id === chosen) ? chosen : (free?.[0]?.id ?? '');
  return (
    <section className="gw-panel" aria-labelledby="releases">
      <h2 id="releases" className="gw-panel__title">
        {t('grant.packages')}
      </h2>
      <div className="gw-form">
        {error ? <ErrorNotice error={error} /> : null}
        {failure ? <ErrorNotice error={failure} /> : null}
        <p className="gw-muted">{t('grant.packages_text')}</p>
        {releases.data && releases.data.items.length > 0 ? (
          <dl className="gw-facts">
            {releases.data.items.map((each) => (
              <div key={each.id} className="gw-facts__row">
                <dt>
                  {date(each.from)} – {date(each.to)}
                </dt>
                <dd>
                  {t('grant.packages_released', { name: each.released_by, at: dateTime(each.released_at) })}
                  {each.withdrawn_at === null ? (
                    <Button
                      small
                      iconOnly
                      variant="tertiary"
                      icon="remove"
                      label={t('grant.packages_withdraw')}
                      onPress={() => setWithdrawing(each)}
                    />
                  ) : (
                    <span className="gw-muted gw-block">
                      {t('grant.packages_withdrawn', { at: dateTime(each.withdrawn_at) })}
                    </span>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        ) : null}
        {free && free.length > 0 ? (
          <>
            <SelectField
              label={t('evidence.packages_one')}
              value={selected}
              options={free.map(({ id, order, created_at }) => ({
                value: id,
                label: t('grant.packages_option', {
                  from: date(order.from),
                  to: date(order.to),
                  at: dateTime(created_at),
                }),
              }))}
              onChange={setChosen}
            />
            <div className="gw-toolbar">
              <Button
                small
                icon="add"
                label={t('grant.packages_release')}
                isPending={release.isPending}
                onPress={() => release.mutate(selected)}
              />
            </div>
          </>
        ) : null}
        {free?.length === 0 ? <p className="gw-muted">{t('grant.packages_none')}</p> : null}
      </div>
      <ConfirmDialog
        title={t('grant.packages_withdraw')}
        text={t('grant.packages_withdraw_text')}
        action={t('grant.packages_withdraw')}
        isOpen={withdrawing !== undefined}
        onConfirm={() => {
          if (withdrawing) withdraw.mutate(withdrawing.id);
          setWithdrawing(undefined);
        }}
        onCancel={() => setWithdrawing(undefined)}
      />
    </section>
  );
}
