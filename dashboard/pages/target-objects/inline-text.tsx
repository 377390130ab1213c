import { type KeyboardEvent, useRef, useState } from 'react';
import { ApiError } from '../../api/http.js';
import { Icon } from '../../components/icon.js';
import { useMessages } from '../../i18n/messages.js';
import { moveInTable } from './inline-cell.js';

interface InlineTextProps {
  value: string;
  /** What is edited, such as `Owner of S001`. */
  label: string;
  maxLength: number;
  isNumber?: boolean;
  /** The value stands beside it already: a pencil opens the field. */
  isPencil?: boolean;
  /** Resolves when the value is stored; what it throws keeps the field open. */
  onSave(value: string): Promise<unknown>;
}

/**
 * A table cell that becomes a field when it is pressed: Enter and Tab store, Escape leaves it as it was; arrows lead from
 * cell to cell. What was typed stays when somebody else has changed the same field in the meantime.
 */
export function InlineText({ value, label, maxLength, isNumber, isPencil, onSave }: InlineTextProps) {
  const { t } = useMessages();
  const [draft, setDraft] = useState<string>();
  const [fault, setFault] = useState<'conflict' | 'failed'>();
  const busy = useRef(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = (refocus: boolean): void => {
    setDraft(undefined);
    setFault(undefined);
    if (refocus) requestAnimationFrame(() => opener.current?.focus());
  };
  if (draft === undefined) {
    return (
      <button
        ref={opener}
        type="button"
        data-inline=""
        className={`gw-inline ${isPencil ? 'gw-inline--pencil' : isNumber || value.length < 9 ? '' : 'gw-inline--text'}`.trim()}
        aria-label={`${label}: ${value || t('targets.blank')}`}
        onClick={() => setDraft(value)}
        onKeyDown={(event) => {
          if (event.key === 'F2') setDraft(value);
          else moveInTable(event);
        }}
      >
        {isPencil ? <Icon name="edit" /> : value || <span aria-hidden="true">–</span>}
      </button>
    );
  }
  const save = async (refocus: boolean): Promise<void> => {
    if (busy.current) return;
    if (draft.trim() === value) {
      close(refocus);
      return;
    }
    busy.current = true;
    try {
      await onSave(draft.trim());
      close(refocus);
    } catch (error) {
      setFault(error instanceof ApiError && error.code === 'CONFLICT' ? 'conflict' : 'failed');
    } finally {
      busy.current = false;
    }
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') {
      event.preventDefault();
      void save(true);
    }
    if (event.key === 'Escape') close(true);
  };
  return (
    <>
      <input
        className="kern-form-input__input gw-input gw-inline__input"
        aria-label={label}
        aria-invalid={fault !== undefined}
        value={draft}
        maxLength={maxLength}
        inputMode={isNumber ? 'numeric' : 'text'}
        // biome-ignore lint/a11y/noAutofocus: the field takes the place of the button that was just pressed
        autoFocus
        onChange={(event) => setDraft(event.target.value)}
        onFocus={(event) => event.target.select()}
        // A conflict is decided by its buttons, not by leaving the field for them.
        onBlur={() => fault === undefined && void save(false)}
        onKeyDown={press}
      />
      {fault === 'conflict' ? (
        <div className="gw-inline__conflict" role="alert">
          <p>{t('targets.inline_conflict', { value: value || t('targets.blank') })}</p>
          <button type="button" className="gw-linkish" onClick={() => void save(true)}>
            {t('targets.inline_mine')}
          </button>
          <button type="button" className="gw-linkish" onClick={() => close(true)}>
            {t('targets.inline_theirs')}
          </button>
        </div>
      ) : null}
    </>
  );
}
