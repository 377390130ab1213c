import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeUser, endSessionsOf, getUsers, type UserAccount } from '../../api/users.js';
import { useAnnounce } from '../../components/announcer.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { Time } from '../../components/time.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { AccountActions } from './account-actions.js';
import { type AccountAct, ActDialog } from './act-dialog.js';
import { CreateAccountDialog } from './create-account-dialog.js';
import { OneTimePasswordDialog } from './one-time-password.js';

const usersKey = ['users'];

const holds = ({ roles }: UserAccount): boolean => roles.includes('provider');

function rolesOf({ t }: Messages, account: UserAccount): string[] {
  const inTenants = account.memberships.map(
    ({ tenant, roles }) => `${tenant}: ${roles.map((role) => t(`role.${role}`)).join(', ')}`,
  );
  return holds(account) ? [t('role.provider'), ...inTenants] : inTenants;
}

const stateMarks = { active: 'active', one_time: 'acknowledged', disabled: 'closed' } as const;

function StateMark({ state }: { state: keyof typeof stateMarks }) {
  const { t } = useMessages();
  return <span className={`gw-state gw-state--${stateMarks[state]}`}>{t(`accounts.state.${state}`)}</span>;
}

function columns(messages: Messages, onAct: (act: AccountAct) => void): Column<UserAccount>[] {
  const { t } = messages;
  return [
    {
      id: 'username',
      header: t('login.username'),
      rowHeader: true,
      value: ({ username }) => username,
      cell: ({ username }) => username,
    },
    {
      id: 'roles',
      header: t('accounts.column.roles'),
      cell: (account) => (
        <ul className="gw-plain-list">
          {rolesOf(messages, account).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ),
    },
    {
      id: 'factor',
      header: t('accounts.column.factor'),
      value: ({ second_factor }) => Number(second_factor),
      cell: ({ second_factor }) => t(second_factor ? 'accounts.factor.yes' : 'accounts.factor.no'),
    },
    {
      id: 'state',
      header: t('accounts.column.state'),
      value: ({ disabled }) => Number(disabled),
      cell: ({ disabled, must_change_password }) => (
        <StateMark state={disabled ? 'disabled' : must_change_password ? 'one_time' : 'active'} />
      ),
    },
    {
      id: 'created',
      header: t('sessions.created'),
      minor: true,
      value: ({ created_at }) => created_at,
      cell: ({ created_at }) => <Time at={created_at} full />,
    },
    {
      id: 'actions',
      header: t('table.actions'),
      align: 'end',
      cell: (account) => <AccountActions account={account} onAct={onAct} />,
    },
  ];
}

/** Does what was decided for an account. @returns the one-time password that came with it */
async function perform({ account, kind }: AccountAct): Promise<string | undefined> {
  switch (kind) {
    case 'end_sessions':
      await endSessionsOf(account.id);
      return undefined;
    case 'reset_password':
      return (await changeUser(account.id, { reset_password: true })).password;
    case 'reset_factors':
      await changeUser(account.id, { reset_factors: true });
      return undefined;
    case 'provider':
      await changeUser(account.id, { provider: !holds(account) });
      return undefined;
    case 'disable':
      await changeUser(account.id, { disabled: !account.disabled });
      return undefined;
  }
}

/** All accounts; for the provider. What they are in a tenant is said among its members. */
export default function AccountListPage() {
  const messages = useMessages();
  const { t } = messages;
  const queries = useQueryClient();
  const announce = useAnnounce();
  const [search, setSearch] = useState('');
  const [creating, setCreating] = useState(false);
  const [asked, setAsked] = useState<AccountAct>();
  const { data, error, refetch } = useQuery({
    queryKey: usersKey,
    queryFn: ({ signal }) => getUsers(signal),
  });
  const reload = () => void queries.invalidateQueries({ queryKey: usersKey });
  const act = useMutation({
    mutationFn: perform,
    onSuccess() {
      announce(t('accounts.done'));
      reload();
    },
  });
  const rows = data?.items.filter(({ username }) => username.includes(search.trim().toLowerCase()));
  return (
    <Page
      title={t('accounts.title')}
      actions={
        <Button
          small
          variant="primary"
          icon="add"
          label={t('accounts.create')}
          onPress={() => setCreating(true)}
        />
      }
    >
      <p className="gw-lead">{t('accounts.lead')}</p>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {act.error ? <ErrorNotice error={act.error} /> : null}
      {act.isSuccess && act.data === undefined ? <Notice tone="success" title={t('accounts.done')} /> : null}
      {!data && !error ? <Loading rows={4} /> : null}
      {rows ? (
        <>
          <TableSearch label={t('accounts.search')} value={search} onChange={setSearch} />
          <DataTable
            caption={t('accounts.title')}
            columns={columns(messages, setAsked)}
            rows={rows}
            rowId={({ id }) => id}
            initialSort={{ id: 'username', desc: false }}
          />
        </>
      ) : null}
      <CreateAccountDialog isOpen={creating} onClose={() => setCreating(false)} onCreated={reload} />
      <ActDialog
        act={asked}
        onCancel={() => setAsked(undefined)}
        onConfirm={(decided) => {
          setAsked(undefined);
          act.mutate(decided);
        }}
      />
      <OneTimePasswordDialog
        username={act.variables?.account.username ?? ''}
        password={act.data}
        onClose={act.reset}
      />
    </Page>
  );
}
