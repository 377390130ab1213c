import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Hunt } from '../../../server/contract/indicator.js';
import { cancelHunt, getHunts } from '../../api/indicators.js';
import { Button } from '../../components/button.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { HuntProgress } from './hunt-progress.js';
import { useMayChange } from './use-may-change.js';

function rangeText({ from, to }: Hunt, { t, dateTime }: Messages): string {
  const parts = [
    from === null ? undefined : t('storage.hold_from', { at: dateTime(from) }),
    to === null ? undefined : t('storage.hold_to', { at: dateTime(to) }),
  ].filter((part) => part !== undefined);
  return parts.join(' ') || t('storage.hold_always');
}

function HuntItem({ hunt, tenant }: { hunt: Hunt; tenant: string }) {
  const messages = useMessages();
  const { t, plural, number } = messages;
  const queries = useQueryClient();
  const mayChange = useMayChange();
  const cancel = useMutation({
    mutationFn: () => cancelHunt(tenant, hunt.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ['indicators'] }),
  });
  const over = hunt.ended_at !== null;
  return (
    <li className="gw-panel gw-stack">
      <div className="gw-panel__head">
        <h3 className="gw-panel__title">
          <Time at={hunt.started_at} full />{' '}
          <span className={`gw-state gw-state--${over ? 'closed' : 'active'}`}>
            {t(`indicators.hunt.state.${hunt.state}`)}
          </span>
        </h3>
        {!over && mayChange ? (
          <Button
            small
            variant="tertiary"
            label={t('indicators.hunt.cancel')}
            isPending={cancel.isPending}
            onPress={() => cancel.mutate()}
          />
        ) : null}
      </div>
      {cancel.error ? <ErrorNotice error={cancel.error} /> : null}
      <p className="gw-muted">
        {rangeText(hunt, messages)} · {hunt.by}
      </p>
      {over ? (
        <p>
          {t('indicators.hunt.done', {
            events: number(hunt.events_done),
            segments: number(hunt.segments_done),
            skipped: number(hunt.segments_skipped),
          })}
        </p>
      ) : (
        <HuntProgress hunt={hunt} />
      )}
      <p>
        <strong>{plural('indicators.hunt.hits', hunt.hits)}</strong>
      </p>
      {hunt.limited ? <p className="gw-figure--warning">{t('indicators.hunt.limited')}</p> : null}
      {hunt.error ? <p className="gw-figure--warning">{hunt.error}</p> : null}
    </li>
  );
}

/** Hunts for a list in stored events, the latest first. */
export function HuntPanel({ tenant, list, refreshMs }: { tenant: string; list: string; refreshMs: number }) {
  const { t } = useMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['indicators', tenant, list, 'hunts'],
    queryFn: ({ signal }) => getHunts(tenant, list, signal),
    refetchInterval: refreshMs,
  });
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (data.items.length === 0) {
    return (
      <Empty title={t('indicators.hunt.never')}>
        <p>{t('indicators.hunt.text')}</p>
      </Empty>
    );
  }
  return (
    <ul className="gw-stack">
      {data.items.map((hunt) => (
        <HuntItem key={hunt.id} hunt={hunt} tenant={tenant} />
      ))}
    </ul>
  );
}
