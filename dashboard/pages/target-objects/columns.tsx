import type { TargetObject } from '../../../server/contract/isms.js';
import { Button } from '../../components/button.js';
import type { Column } from '../../components/data-table.js';
import type { Messages } from '../../i18n/messages.js';

interface Actions {
  onEdit(object: TargetObject): void;
  onRemove(object: TargetObject): void;
}

/** Columns of the target objects' table. */
export function targetObjectColumns(
  { t, number }: Messages,
  { onEdit, onRemove }: Actions,
): Column<TargetObject>[] {
  return [
    {
      id: 'key',
      header: t('targets.key'),
      value: ({ key }) => key,
      cell: ({ key }) => <span className="gw-mono">{key}</span>,
    },
    {
      id: 'name',
      header: t('targets.name'),
      rowHeader: true,
      value: ({ name }) => name,
      cell: ({ name, description }) => (
        <>
          {name}
          {description ? <span className="gw-muted gw-block gw-clip">{description}</span> : null}
        </>
      ),
    },
    {
      id: 'type',
      header: t('targets.type'),
      value: ({ type }) => t(`target_type.${type}`),
      cell: ({ type }) => t(`target_type.${type}`),
      minor: true,
    },
    {
      id: 'platform',
      header: t('targets.platform'),
      value: ({ platform }) => platform,
      cell: ({ platform }) => platform,
      minor: true,
    },
    {
      id: 'count',
      header: t('targets.count_column'),
      align: 'end',
      value: ({ count }) => count,
      cell: ({ count }) => number(count),
      minor: true,
    },
    {
      id: 'location',
      header: t('targets.location'),
      value: ({ location }) => location,
      cell: ({ location }) => location,
      minor: true,
    },
    {
      id: 'owner',
      header: t('targets.owner'),
      value: ({ owner }) => owner,
      cell: ({ owner }) => owner,
      minor: true,
    },
    {
      id: 'actions',
      header: t('table.actions'),
      align: 'end',
      cell: (object) => (
        <span className="gw-nowrap">
          <Button
            small
            variant="tertiary"
            iconOnly
            icon="edit"
            label={t('targets.edit_this', { name: object.name })}
            onPress={() => onEdit(object)}
          />
          <Button
            small
            variant="tertiary"
            iconOnly
            icon="remove"
            label={t('targets.remove_this', { name: object.name })}
            onPress={() => onRemove(object)}
          />
        </span>
      ),
    },
  ];
}
