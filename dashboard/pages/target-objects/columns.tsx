import { Link } from 'react-router';
import type { TargetObject, TargetObjectInput } from '../../../server/contract/isms.js';
import { Button } from '../../components/button.js';
import type { Column } from '../../components/data-table.js';
import type { MessageKey, Messages } from '../../i18n/messages.js';
import { InlineText } from './inline-text.js';

interface Actions {
  mayChange: boolean;
  byId: ReadonlyMap<string, TargetObject>;
  onEdit(object: TargetObject): void;
  onRemove(object: TargetObject): void;
  /** Stores changed fields. @throws ApiError */
  onChange(object: TargetObject, change: Partial<TargetObjectInput>): Promise<unknown>;
}

type TextField = 'platform' | 'location' | 'owner';

/** Columns of the target objects' table; most cells are edited where they are. */
export function targetObjectColumns(
  { t, number }: Messages,
  { mayChange, byId, onEdit, onRemove, onChange }: Actions,
): Column<TargetObject>[] {
  const text = (field: TextField, header: MessageKey): Column<TargetObject> => ({
    id: field,
    header: t(header),
    value: (object) => object[field],
    cell: (object) =>
      mayChange ? (
        <InlineText
          value={object[field]}
          label={t('targets.field_of', { field: t(header), name: object.key })}
          maxLength={200}
          onSave={(value) => onChange(object, { [field]: value })}
        />
      ) : (
        object[field]
      ),
    minor: true,
  });
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
      cell: ({ id, name, description, group }) => (
        <>
          <Link to={`/target-objects/${id}`} className="gw-table__link">
            {name}
          </Link>
          {description ? <span className="gw-muted gw-block gw-clip">{description}</span> : null}
          {group ? (
            <span className="gw-muted gw-block">
              {t('targets.member_of', { group: byId.get(group)?.key ?? '' })}
            </span>
          ) : null}
        </>
      ),
    },
    {
      id: 'type',
      header: t('targets.type'),
      value: ({ type }) => t(`target_type.${type}`),
      cell: ({ type, is_group }) => (
        <>
          {t(`target_type.${type}`)}
          {is_group ? <span className="gw-muted gw-block">{t('targets.is_group')}</span> : null}
        </>
      ),
      minor: true,
    },
    text('platform', 'targets.platform'),
    {
      id: 'count',
      header: t('targets.count_column'),
      align: 'end',
      value: ({ count }) => count,
      cell: (object) =>
        mayChange ? (
          <InlineText
            value={String(object.count)}
            label={t('targets.field_of', { field: t('targets.count_column'), name: object.key })}
            maxLength={7}
            isNumber
            onSave={(value) => onChange(object, { count: Number(value) })}
          />
        ) : (
          number(object.count)
        ),
      minor: true,
    },
    text('location', 'targets.location'),
    text('owner', 'targets.owner'),
    {
      id: 'actions',
      header: t('table.actions'),
      align: 'end',
      cell: (object) => (
        <span className="gw-nowrap">
          {mayChange ? (
            <>
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
            </>
          ) : null}
        </span>
      ),
    },
  ];
}
