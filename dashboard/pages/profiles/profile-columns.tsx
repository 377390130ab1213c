import { Link } from 'react-router';
import type { Tally } from '../../../server/contract/check.js';
import type { Profile } from '../../../server/contract/modelling.js';
import { Button } from '../../components/button.js';
import type { Column } from '../../components/data-table.js';
import { LevelTag } from '../../components/level-tag.js';
import type { Messages } from '../../i18n/messages.js';
import { doneShare } from '../check/tally-bar.js';
import { profileName } from '../check/use-profile.js';

export interface ProfileRow {
  profile: Profile;
  /** What it asks for in the check; undefined while loading. */
  asked: Tally | undefined;
  /** The domain's approach asks for it. */
  isDefault: boolean;
}

interface ProfileColumns {
  isControls: boolean;
  /** There is a profile that the user may change. */
  hasActions: boolean;
  onEdit(profile: Profile): void;
  onRemove(profile: Profile): void;
}

/** Columns of the list of profiles. */
export function profileColumns(
  messages: Messages,
  { isControls, hasActions, onEdit, onRemove }: ProfileColumns,
): Column<ProfileRow>[] {
  const { t, number } = messages;
  return [
    {
      id: 'name',
      header: t('profiles.name'),
      rowHeader: true,
      value: ({ profile }) => profileName(messages, profile),
      cell: ({ profile }) => (
        <>
          <Link className="gw-table__link" to={`/check?profile=${encodeURIComponent(profile.id)}`}>
            {profileName(messages, profile)}
          </Link>
          {profile.version === 0 ? <span className="gw-muted gw-block">{t('profiles.given')}</span> : null}
        </>
      ),
    },
    {
      id: 'levels',
      header: t('profiles.levels'),
      cell: ({ profile }) => (
        <span className="gw-profile__levels">
          {profile.levels.map((level) => (
            <LevelTag key={level} level={level} isControl={isControls} />
          ))}
        </span>
      ),
    },
    {
      id: 'limits',
      header: t('profiles.limits'),
      cell: ({ profile: { tags, excluded } }) => (
        <>
          {tags.length > 0 ? (
            <span className="gw-block">{t('profiles.only_tags', { tags: tags.join(', ') })}</span>
          ) : null}
          {excluded.length > 0 ? (
            <span className="gw-block">{t('profiles.without', { excluded: excluded.join(', ') })}</span>
          ) : null}
          {tags.length + excluded.length === 0 ? (
            <span className="gw-muted">{t('profiles.no_limits')}</span>
          ) : null}
        </>
      ),
      minor: true,
    },
    {
      id: 'used',
      header: t('profiles.used'),
      value: ({ asked }) => asked?.total ?? 0,
      cell: ({ asked, isDefault }) => (
        <>
          {asked ? t('profiles.asked', { total: number(asked.total), share: number(doneShare(asked)) }) : ''}
          {isDefault ? <span className="gw-muted gw-block">{t('profiles.default')}</span> : null}
        </>
      ),
    },
    ...(hasActions ? [actions(messages, onEdit, onRemove)] : []),
  ];
}

function actions(
  { t }: Messages,
  onEdit: ProfileColumns['onEdit'],
  onRemove: ProfileColumns['onRemove'],
): Column<ProfileRow> {
  return {
    id: 'actions',
    header: t('table.actions'),
    align: 'end',
    // What the standard gives is not changed.
    cell: ({ profile }) =>
      profile.version === 0 ? null : (
        <span className="gw-line-actions">
          <Button
            small
            variant="tertiary"
            iconOnly
            icon="edit"
            label={t('profiles.edit_this', { name: profile.name })}
            onPress={() => onEdit(profile)}
          />
          <Button
            small
            variant="tertiary"
            iconOnly
            icon="remove"
            label={t('profiles.remove_this', { name: profile.name })}
            onPress={() => onRemove(profile)}
          />
        </span>
      ),
  };
}
