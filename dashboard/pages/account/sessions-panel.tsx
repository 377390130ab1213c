import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { OwnSession } from '../../../server/contract/second-factors.js';
import { endOtherSessions, endSession, getSessions } from '../../api/account.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { type MessageKey, type Messages, useMessages } from '../../i18n/messages.js';

const methods: Record<string, MessageKey> = {
  password: 'sessions.method.password',
  totp: 'sessions.method.totp',
  recovery: 'sessions.method.recovery',
  passkey: 'sessions.method.passkey',
  oidc: 'sessions.method.oidc',
  token: 'sessions.method.token',
  server: 'sessions.method.server',
};

function columns({ t }: Messages, onEnd: (id: string) => void): Column<OwnSession>[] {
  return [
    {
      id: 'agent',
      header: t('sessions.agent'),
      rowHeader: true,
      value: ({ agent }) => agent,
      cell: ({ agent, current }) => (
        <>
          {agent || t('sessions.unknown')}
          {current ? <span className="gw-tag gw-tag--current">{t('sessions.current')}</span> : null}
        </>
      ),
    },
    {
      id: 'address',
      header: t('sessions.address'),
      value: ({ address }) => address,
      cell: ({ address }) => <span className="gw-mono">{address}</span>,
    },
    {
      id: 'method',
      header: t('sessions.method'),
      minor: true,
      cell: ({ method }) => (methods[method] ? t(methods[method]) : method),
    },
    {
      id: 'created',
      header: t('sessions.created'),
      minor: true,
      value: ({ created_at }) => created_at,
      cell: ({ created_at }) => <Time at={created_at} full />,
    },
    {
      id: 'used',
      header: t('sessions.used'),
      value: ({ last_used_at }) => last_used_at,
      cell: ({ last_used_at }) => <Time at={last_used_at} full />,
    },
    {
      id: 'actions',
      header: t('table.actions'),
      align: 'end',
      cell: ({ id, agent, current }) =>
        current ? null : (
          <Button
            small
            variant="tertiary"
            label={t('sessions.end')}
            aria-label={t('sessions.end_this', { agent: agent || t('sessions.unknown') })}
            onPress={() => onEnd(id)}
          />
        ),
    },
  ];
}

/** One's own sessions, each of which can be ended. */
export function SessionsPanel() {
  const messages = useMessages();
  const { t } = messages;
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['own-sessions'],
    queryFn: ({ signal }) => getSessions(signal),
  });
  const reload = () => void queries.invalidateQueries({ queryKey: ['own-sessions'] });
  const end = useMutation({ mutationFn: endSession, onSettled: reload });
  const endOthers = useMutation({ mutationFn: endOtherSessions, onSettled: reload });
  return (
    <section className="gw-panel" aria-labelledby="account-sessions">
      <h2 className="gw-panel__title" id="account-sessions">
        {t('sessions.title')}
      </h2>
      <p className="gw-prose">{t('sessions.text')}</p>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {end.error ? <ErrorNotice error={end.error} /> : null}
      {endOthers.error ? <ErrorNotice error={endOthers.error} /> : null}
      {!data && !error ? <Loading rows={3} /> : null}
      {data ? (
        <DataTable
          caption={t('sessions.title')}
          columns={columns(messages, (id) => end.mutate(id))}
          rows={data.items}
          rowId={({ id }) => id}
          initialSort={{ id: 'used', desc: true }}
        />
      ) : null}
      {data && data.items.length > 1 ? (
        <Button
          small
          label={t('sessions.end_others')}
          isPending={endOthers.isPending}
          onPress={() => endOthers.mutate()}
        />
      ) : null}
    </section>
  );
}
