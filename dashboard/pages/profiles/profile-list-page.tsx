import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Profile } from '../../../server/contract/modelling.js';
import { getCheckOverview, removeProfile } from '../../api/check.js';
import { getBausteine } from '../../api/isms.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { DataTable } from '../../components/data-table.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { EditionSelect, useEdition } from '../check/use-edition.js';
import { useProfile } from '../check/use-profile.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { profileColumns } from './profile-columns.js';
import { ProfileDialog } from './profile-dialog.js';

/** The profiles of a domain: what of the catalogue is asked for, and what that means for the check. */
export default function ProfileListPage() {
  const messages = useMessages();
  const { t } = messages;
  const mayChange = useMayChange();
  const choice = useDomain();
  const edition = useEdition(choice);
  const { ref, isControls } = edition;
  const { profiles } = useProfile(choice);
  const queries = useQueryClient();
  const [editing, setEditing] = useState<Profile | 'new'>();
  const [removing, setRemoving] = useState<Profile>();
  const overviews = useQueries({
    queries: profiles.map(({ id }) => ({
      queryKey: ['check', 'overview', ref, id],
      queryFn: ({ signal }: { signal: AbortSignal }) => getCheckOverview(ref!, id, signal),
      enabled: ref !== undefined,
    })),
  });
  const bausteine = useQuery({
    queryKey: ['bausteine', ref?.catalog],
    queryFn: ({ signal }) => getBausteine(ref!.catalog, signal),
    enabled: ref !== undefined,
  });
  const changed = () => queries.invalidateQueries({ queryKey: ['check'] });
  const remove = useMutation({
    mutationFn: (profile: Profile) => removeProfile(choice.ref!, profile),
    onSettled: changed,
  });
  const failure = choice.error ?? bausteine.error ?? overviews.find(({ error }) => error)?.error;
  const rows = profiles.map((profile, at) => ({
    profile,
    asked: overviews[at]?.data?.all,
    isDefault: profile.id === choice.domain?.approach,
  }));

  return (
    <Page
      title={t('profiles.title')}
      term="profil"
      back={<BackLink to="/check">{t('check.title')}</BackLink>}
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          <DomainSelect choice={choice} />
          <EditionSelect edition={edition} />
          {mayChange ? (
            <Button
              small
              variant="primary"
              icon="add"
              label={t('profiles.create')}
              onPress={() => setEditing('new')}
            />
          ) : null}
        </div>
      }
    >
      <p className="gw-lead">{t('profiles.lead')}</p>
      {failure ? <ErrorNotice error={failure} onRetry={() => void changed()} /> : null}
      {remove.error ? <ErrorNotice error={remove.error} /> : null}
      {rows.length === 0 && !failure ? <Loading rows={4} /> : null}
      {rows.length > 0 ? (
        <DataTable
          caption={t('profiles.title')}
          columns={profileColumns(messages, {
            isControls,
            hasActions: mayChange && profiles.some(({ version }) => version > 0),
            onEdit: setEditing,
            onRemove: setRemoving,
          })}
          rows={rows}
          rowId={({ profile }) => profile.id}
        />
      ) : null}
      {choice.ref ? (
        <ProfileDialog
          edited={editing}
          domain={choice.ref}
          bausteine={bausteine.data?.items ?? []}
          isControls={isControls}
          onStored={() => void changed()}
          onClose={() => setEditing(undefined)}
        />
      ) : null}
      <ConfirmDialog
        title={t('profiles.remove_title', { name: removing?.name ?? '' })}
        text={t('profiles.remove_text')}
        action={t('profiles.remove')}
        isOpen={removing !== undefined}
        onCancel={() => setRemoving(undefined)}
        onConfirm={() => {
          if (removing) remove.mutate(removing);
          setRemoving(undefined);
        }}
      />
    </Page>
  );
}
