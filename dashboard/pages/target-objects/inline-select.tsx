import { useMessages } from '../../i18n/messages.js';
import { moveInTable } from './inline-cell.js';

interface InlineSelectProps<T extends string> {
  value: T;
  /** What is edited, such as `Status of S001`. */
  label: string;
  options: readonly { value: T; label: string }[];
  onSave(value: T): Promise<unknown>;
}

/** A table cell with one choice of a few; it is stored when it is chosen. */
export function InlineSelect<T extends string>({ value, label, options, onSave }: InlineSelectProps<T>) {
  const { t } = useMessages();
  return (
    <select
      className="gw-inline gw-inline--select"
      data-inline=""
      aria-label={label}
      title={t('targets.inline_choose')}
      value={value}
      onChange={(event) => {
        // The page says what was wrong, and the old value comes back.
        onSave(event.target.value as T).catch(() => undefined);
      }}
      onKeyDown={(event) => {
        // Up and down choose; left and right lead on.
        if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') moveInTable(event);
      }}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
