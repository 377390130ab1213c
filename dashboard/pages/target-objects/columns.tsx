import { Link } from 'react-router';
import type { TargetObject, TargetObjectInput } from '../../../server/contract/isms.js';
import { Button } from '../../components/button.js';
import type { Column } from '../../components/data-table.js';
import { PickBox } from '../../components/pick-box.js';
import type { MessageKey, Messages } from '../../i18n/messages.js';
import { statuses, types } from './draft.js';
import { InlineSelect } from './inline-select.js';
import { InlineText } from './inline-text.js';

interface Actions {
  mayChange: boolean;
  byId: ReadonlyMap<string, TargetObject>;
  picked: ReadonlySet<string>;
  onPick(id: string, picked: boolean): void;
  onEdit(object: TargetObject): void;
  onRemove(object: TargetObject): void;
  /** Stores changed fields. @throws ApiError */
  onChange(object: TargetObject, change: Partial<TargetObjectInput>): Promise<unknown>;
}

type TextField = 'platform' | 'location' | 'owner';

/** Columns of the target objects' table; most cells are edited where they are. */
export function targetObjectColumns(
  { t, number }: Messages,
  { mayChange, byId, picked, onPick, onEdit, onRemove, onChange }: Actions,
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
  const named = (header: MessageKey, key: string): string =>
    t('targets.field_of', { field: t(header), name: key });
  const pick: Column<TargetObject> = {
    id: 'pick',
    header: t('plan.choose'),
    cell: ({ id, name }) => (
      <PickBox
        label={t('plan.choose_this', { name })}
        isSelected={picked.has(id)}
        onChange={(selected) => onPick(id, selected)}
      />
    ),
  };
  return [
    ...(mayChange ? [pick] : []),
    {
      id: 'key',
      header: t('targets.key'),
      value: ({ key }) => key,
      cell: (object) =>
        mayChange ? (
          <span className="gw-mono">
            <InlineText
              value={object.key}
              label={named('targets.key', object.key)}
              maxLength={40}
              onSave={(key) => onChange(object, { key })}
            />
          </span>
        ) : (
          <span className="gw-mono">{object.key}</span>
        ),
    },
    {
      id: 'name',
      header: t('targets.name'),
      rowHeader: true,
      value: ({ name }) => name,
      cell: (object) => (
        <>
          <Link to={`/target-objects/${object.id}`} className="gw-table__link gw-words">
            {object.name}
          </Link>
          {mayChange ? (
            <InlineText
              isPencil
              value={object.name}
              label={named('targets.name', object.key)}
              maxLength={200}
              onSave={(name) => onChange(object, { name })}
            />
          ) : null}
          {object.description ? (
            <span className="gw-muted gw-block gw-clip">{object.description}</span>
          ) : null}
          {object.group ? (
            <span className="gw-muted gw-block">
              {t('targets.member_of', { group: byId.get(object.group)?.key ?? '' })}
            </span>
          ) : null}
        </>
      ),
    },
    {
      id: 'type',
      header: t('targets.type'),
      value: ({ type }) => t(`target_type.${type}`),
      cell: (object) => (
        <>
          {mayChange ? (
            <InlineSelect
              value={object.type}
              label={named('targets.type', object.key)}
              options={types.map((value) => ({ value, label: t(`target_type.${value}`) }))}
              onSave={(type) => onChange(object, { type })}
            />
          ) : (
            t(`target_type.${object.type}`)
          )}
          {object.is_group ? <span className="gw-muted gw-block">{t('targets.is_group')}</span> : null}
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
      id: 'status',
      header: t('targets.status'),
      value: ({ status }) => t(`target_status.${status}`),
      cell: (object) =>
        mayChange ? (
          <InlineSelect
            value={object.status}
            label={named('targets.status', object.key)}
            options={statuses.map((value) => ({ value, label: t(`target_status.${value}`) }))}
            onSave={(status) => onChange(object, { status })}
          />
        ) : (
          t(`target_status.${object.status}`)
        ),
      minor: true,
    },
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
