import type { ReactNode } from 'react';
import { Button } from '../../components/button.js';
import { useMessages } from '../../i18n/messages.js';

interface RowListProps<T> {
  id: string;
  title: string;
  text: string;
  rows: readonly T[];
  /** What a new row begins with. */
  fresh: T;
  addLabel: string;
  nameOf(row: T): string;
  manage: boolean;
  onChange(rows: T[]): void;
  /** The fields of a row. */
  children(row: T, set: (change: Partial<T>) => void): ReactNode;
}

/** A list whose rows are changed in place. */
export function RowList<T>({
  id,
  title,
  text,
  rows,
  fresh,
  addLabel,
  nameOf,
  manage,
  onChange,
  children,
}: RowListProps<T>) {
  const { t } = useMessages();
  return (
    <section className="gw-panel gw-stack" aria-labelledby={id}>
      <div className="gw-panel__head">
        <h2 id={id} className="gw-panel__title">
          {title}
        </h2>
        {manage ? (
          <Button small icon="add" label={addLabel} onPress={() => onChange([...rows, fresh])} />
        ) : null}
      </div>
      <p className="gw-muted">{text}</p>
      {rows.map((row, at) =>
        manage ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is known by its place
          <fieldset key={at} className="gw-fieldset gw-row-edit">
            <legend className="kern-sr-only">{nameOf(row)}</legend>
            {children(row, (change) => onChange(rows.with(at, { ...row, ...change })))}
            <Button
              small
              variant="tertiary"
              icon="remove"
              label={t('action.remove')}
              aria-label={t('notify.remove_this', { name: nameOf(row) })}
              onPress={() => onChange(rows.toSpliced(at, 1))}
            />
          </fieldset>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is known by its place
          <p key={at}>{nameOf(row)}</p>
        ),
      )}
    </section>
  );
}
