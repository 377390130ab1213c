import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiToken } from '../../../server/contract/api-token.js';
import { getApiTokens, revokeApiToken } from '../../api/access.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { CreateTokenDialog } from './create-token-dialog.js';

const tokensKey = ['api-tokens'];
const states = ['active', 'over', 'revoked'] as const;

function stateOf({ revoked_at, expires_at }: ApiToken): (typeof states)[number] {
  if (revoked_at !== null) return 'revoked';
  return Date.parse(expires_at) <= Date.now() ? 'over' : 'active';
}

function columns({ t }: Messages, onRevoke: (token: ApiToken) => void): Column<ApiToken>[] {
  return [
    {
      id: 'name',
      header: t('api_tokens.name'),
      rowHeader: true,
      value: (token) => token.name,
      cell: (token) => token.name,
    },
    {
      id: 'state',
      header: t('collectors.column.state'),
      value: (token) => states.indexOf(stateOf(token)),
      cell: (token) => {
        const state = stateOf(token);
        const look = state === 'active' ? 'active' : 'closed';
        return <span className={`gw-state gw-state--${look}`}>{t(`api_tokens.state.${state}`)}</span>;
      },
    },
    {
      id: 'owner',
      header: t('api_tokens.owner'),
      value: (token) => token.owner,
      cell: (token) => token.owner,
      minor: true,
    },
    {
      id: 'tenant',
      header: t('alert.tenant'),
      value: (token) => token.tenant,
      cell: (token) => token.tenant,
      minor: true,
    },
    {
      id: 'scopes',
      header: t('api_tokens.scopes'),
      cell: ({ scopes, networks }) => (
        <>
          <span className="gw-mono">{scopes.join(', ')}</span>
          {networks.length > 0 ? (
            <p className="gw-muted">{t('access.only_from', { networks: networks.join(', ') })}</p>
          ) : null}
        </>
      ),
    },
    {
      id: 'last_used_at',
      header: t('api_tokens.last_used'),
      value: (token) => token.last_used_at ?? '',
      cell: ({ last_used_at }) => (last_used_at ? <Time at={last_used_at} full /> : t('collectors.never')),
    },
    {
      id: 'expires_at',
      header: t('api_tokens.expires'),
      value: (token) => token.expires_at,
      cell: ({ expires_at }) => <Time at={expires_at} full />,
    },
    {
      id: 'actions',
      header: t('table.actions'),
      align: 'end',
      cell: (token) =>
        stateOf(token) === 'active' ? (
          <Button
            small
            variant="tertiary"
            icon="remove"
            label={t('collectors.revoke')}
            aria-label={t('collectors.revoke_this', { id: token.name })}
            onPress={() => onRevoke(token)}
          />
        ) : null,
    },
  ];
}

/** Tokens by which machines use the API in somebody's name. */
export default function ApiTokenListPage() {
  const messages = useMessages();
  const { t } = messages;
  const queries = useQueryClient();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiToken>();
  const { data, error, refetch } = useQuery({
    queryKey: tokensKey,
    queryFn: ({ signal }) => getApiTokens(signal),
  });
  const reload = () => void queries.invalidateQueries({ queryKey: tokensKey });
  const revoke = useMutation({ mutationFn: (id: string) => revokeApiToken(id), onSuccess: reload });
  const mayCreate = data !== undefined && data.grantable.length > 0;

  return (
    <Page
      title={t('api_tokens.title')}
      actions={
        mayCreate ? (
          <Button
            small
            variant="primary"
            icon="add"
            label={t('api_tokens.create')}
            onPress={() => setCreating(true)}
          />
        ) : null
      }
    >
      <p className="gw-lead">{t('api_tokens.lead')}</p>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {revoke.error ? <ErrorNotice error={revoke.error} onRetry={revoke.reset} /> : null}
      {!data && !error ? <Loading rows={4} /> : null}
      {data && data.items.length > 0 ? (
        <DataTable
          caption={t('api_tokens.title')}
          columns={columns(messages, setRevoking)}
          rows={data.items}
          rowId={(token) => token.id}
          initialSort={{ id: 'state', desc: false }}
        />
      ) : null}
      {data?.items.length === 0 ? (
        <Empty icon="key" title={t('api_tokens.empty')}>
          <p>{t('api_tokens.empty_text')}</p>
        </Empty>
      ) : null}
      <CreateTokenDialog
        grantable={data?.grantable ?? []}
        isOpen={creating}
        onClose={() => setCreating(false)}
        onCreated={reload}
      />
      <ConfirmDialog
        title={t('api_tokens.revoke_title')}
        text={t('api_tokens.revoke_text', { name: revoking?.name ?? '' })}
        action={t('collectors.revoke')}
        isOpen={revoking !== undefined}
        onCancel={() => setRevoking(undefined)}
        onConfirm={() => {
          if (revoking) revoke.mutate(revoking.id);
          setRevoking(undefined);
        }}
      />
    </Page>
  );
}
