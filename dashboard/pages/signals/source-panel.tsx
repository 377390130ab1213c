import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { LogSource } from '../../../server/contract/signal.js';
import { getLogSources } from '../../api/signals.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { useMayChange } from '../structure/use-may-change.js';
import { SourceForm } from './source-form.js';
import { useSourceDeeds } from './use-source-deeds.js';

const looks = { matched: 'yes', ambiguous: 'partial', unknown: 'no', ignored: 'dispensable' } as const;

interface Deeds {
  adopt(source: LogSource): void;
  open(source: LogSource): void;
  forget(source: LogSource): void;
  isBusy: boolean;
}

function columns({ t }: Messages, deeds: Deeds | undefined): Column<LogSource>[] {
  return [
    {
      id: 'name',
      header: t('signals.sources.name'),
      rowHeader: true,
      value: ({ name }) => name,
      cell: ({ name, addresses, datasets }) => (
        <>
          {name}
          <span className="gw-muted gw-block">
            {[...addresses.filter((each) => each !== name), ...datasets].slice(0, 4).join(' · ')}
          </span>
        </>
      ),
    },
    {
      id: 'state',
      header: t('signals.sources.state'),
      value: ({ state }) => state,
      cell: ({ state, reason, objects }) => (
        <>
          <span className={`gw-status gw-status--${looks[state]}`}>{t(`signals.sources.${state}`)}</span>
          <span className="gw-block">
            {objects.map(({ id, key, name }) => (
              <Link key={id} to={`/target-objects/${id}`} className="gw-table__link gw-block">
                {key} {name}
              </Link>
            ))}
            {reason}
          </span>
        </>
      ),
    },
    {
      id: 'last_seen',
      header: t('sources.column.last_seen'),
      align: 'end',
      value: ({ last_seen }) => last_seen,
      cell: ({ last_seen }) => <Time at={last_seen} />,
      minor: true,
    },
    ...(deeds ? [actions(t, deeds)] : []),
  ];
}

const actions = (t: Messages['t'], { adopt, open, forget, isBusy }: Deeds): Column<LogSource> => ({
  id: 'actions',
  header: t('signals.sources.actions'),
  cell: (source) => (
    <span className="gw-row-actions">
      {source.state === 'unknown' && !source.name.includes('/') ? (
        <Button
          small
          icon="add"
          label={t('signals.sources.adopt')}
          aria-label={t('signals.sources.adopt_of', { name: source.name })}
          isDisabled={isBusy}
          onPress={() => adopt(source)}
        />
      ) : null}
      {source.by === 'decision' ? (
        <Button
          small
          variant="tertiary"
          label={t('signals.sources.forget')}
          aria-label={t('signals.sources.forget_of', { name: source.name })}
          isDisabled={isBusy}
          onPress={() => forget(source)}
        />
      ) : (
        <Button
          small
          variant="tertiary"
          label={t('signals.sources.decide')}
          aria-label={t('signals.sources.decide_of', { name: source.name })}
          onPress={() => open(source)}
        />
      )}
    </span>
  ),
});

/** Which target object each log source is; what nobody knows stands first, to be adopted, assigned or left alone. */
export function SourcePanel({ domain }: { domain: DomainRef }) {
  const messages = useMessages();
  const { t } = messages;
  const mayChange = useMayChange();
  const [asked, setAsked] = useState<LogSource>();
  const { data, error, refetch } = useQuery({
    queryKey: ['signal-sources', domain.tenant],
    queryFn: ({ signal }) => getLogSources(domain.tenant, signal),
  });
  const { decide, forget } = useSourceDeeds(domain.tenant, () => setAsked(undefined));
  const deeds: Deeds = {
    adopt: ({ name }) => decide.mutate({ name, adopt: { domain: domain.domain } }),
    open: setAsked,
    forget: ({ name }) => forget.mutate(name),
    isBusy: decide.isPending || forget.isPending,
  };
  const fault = error ?? forget.error ?? (asked ? null : decide.error);
  return (
    <>
      <p className="gw-muted gw-signal-lead">{t('signals.sources.lead')}</p>
      {fault ? <ErrorNotice error={fault} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading /> : null}
      {data?.items.length === 0 ? (
        <Empty title={t('signals.sources.none')}>
          <p>{t('signals.sources.none_text')}</p>
        </Empty>
      ) : null}
      {data && data.items.length > 0 ? (
        <DataTable
          caption={t('signals.tab.sources')}
          columns={columns(messages, mayChange ? deeds : undefined)}
          rows={data.items}
          rowId={({ name }) => name}
        />
      ) : null}
      <Dialog
        title={t('signals.sources.decide_of', { name: asked?.name ?? '' })}
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
      >
        {asked ? (
          <SourceForm
            domain={domain}
            source={asked}
            error={decide.error}
            isPending={decide.isPending}
            onDecide={(body) => decide.mutate(body)}
            onClose={() => setAsked(undefined)}
          />
        ) : null}
      </Dialog>
    </>
  );
}
