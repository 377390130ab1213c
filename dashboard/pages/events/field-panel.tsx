import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Input, SearchField } from 'react-aria-components';
import type { EventField } from '../../../server/contract/event-analysis.js';
import { type EventSearch, getFields } from '../../api/events.js';
import { Button } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { FieldStatistics } from './field-statistics.js';

/** Names that are shown before one searches for others. */
const shownNames = 60;

interface FieldPanelProps {
  search: EventSearch;
  columns: readonly string[];
  onColumn(field: string, shown: boolean): void;
  onColumns(columns: string[]): void;
  onFilter(field: string, value: string, exclude: boolean): void;
}

/** The fields of the events found: what values they have, and which are columns of the table. */
export function FieldPanel({ search, columns, onColumn, onColumns, onFilter }: FieldPanelProps) {
  const { t } = useMessages();
  const [typed, setTyped] = useState('');
  const [opened, setOpened] = useState<string>();
  const { data, error } = useQuery({
    queryKey: ['events', 'fields', search],
    queryFn: ({ signal }) => getFields(search, signal),
    placeholderData: (before) => before,
  });
  const named = (data ?? []).filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase()));
  return (
    <section className="gw-panel gw-fields" aria-label={t('events.fields')}>
      <ColumnList columns={columns} onColumn={onColumn} onColumns={onColumns} />
      <SearchField
        className="gw-search"
        aria-label={t('events.find_field')}
        value={typed}
        onChange={setTyped}
      >
        <Icon name="search" />
        <Input className="gw-search__input" placeholder={t('events.find_field')} />
      </SearchField>
      {error ? <ErrorNotice error={error} /> : null}
      <ul className="gw-fields__list">
        {named.slice(0, shownNames).map((field) => (
          <FieldItem
            key={field.name}
            field={field}
            open={field.name === opened}
            shown={columns.includes(field.name)}
            onOpen={() => setOpened(field.name === opened ? undefined : field.name)}
            onColumn={onColumn}
          >
            <FieldStatistics search={search} field={field.name} onFilter={onFilter} />
          </FieldItem>
        ))}
      </ul>
      {named.length > shownNames ? (
        <p className="gw-muted">{t('events.more_fields', { count: named.length - shownNames })}</p>
      ) : null}
      {data && named.length === 0 ? <p className="gw-muted">{t('events.no_field')}</p> : null}
    </section>
  );
}

/** @returns the columns with one of them a place further left */
const movedLeft = (columns: readonly string[], at: number): string[] => [
  ...columns.slice(0, at - 1),
  columns[at]!,
  columns[at - 1]!,
  ...columns.slice(at + 1),
];

/** The columns of the table, to be ordered and taken away. */
function ColumnList({
  columns,
  onColumn,
  onColumns,
}: Pick<FieldPanelProps, 'columns' | 'onColumn' | 'onColumns'>) {
  const { t } = useMessages();
  return (
    <>
      <div className="gw-fields__line">
        <h2 className="gw-fields__title">{t('events.columns')}</h2>
        <Button small variant="tertiary" label={t('events.columns_reset')} onPress={() => onColumns([])} />
      </div>
      <ol className="gw-fields__columns">
        {columns.map((column, at) => (
          <li key={column} className="gw-fields__line">
            <span className="gw-fields__name">{column}</span>
            <span className="gw-row-actions">
              <Button
                small
                variant="tertiary"
                icon="up"
                iconOnly
                isDisabled={at === 0}
                label={t('events.column_left', { field: column })}
                onPress={() => onColumns(movedLeft(columns, at))}
              />
              <Button
                small
                variant="tertiary"
                icon="close"
                iconOnly
                isDisabled={columns.length === 1}
                label={t('events.column_remove', { field: column })}
                onPress={() => onColumn(column, false)}
              />
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

interface FieldItemProps {
  field: EventField;
  open: boolean;
  shown: boolean;
  onOpen(): void;
  onColumn: FieldPanelProps['onColumn'];
  children: React.ReactNode;
}

/** Times and the whole record have no values to count. */
const uncounted = new Set<EventField['kind']>(['time', 'original']);

function FieldItem({ field, open, shown, onOpen, onColumn, children }: FieldItemProps) {
  const { t } = useMessages();
  const { name, kind } = field;
  return (
    <li className="gw-fields__item">
      <div className="gw-fields__line">
        {uncounted.has(kind) ? (
          <span className="gw-fields__name">{name}</span>
        ) : (
          <button
            type="button"
            className="gw-fields__name gw-fields__name--open"
            aria-expanded={open}
            onClick={onOpen}
          >
            <Icon name={open ? 'chevron' : 'next'} />
            {name}
          </button>
        )}
        {name === '@timestamp' ? null : (
          <Button
            small
            variant="tertiary"
            icon={shown ? 'check' : 'add'}
            iconOnly
            label={t(shown ? 'events.hide_column' : 'events.show_column', { field: name })}
            onPress={() => onColumn(name, !shown)}
          />
        )}
      </div>
      {open ? children : null}
    </li>
  );
}
