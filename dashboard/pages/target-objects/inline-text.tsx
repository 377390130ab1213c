import { useRef, useState } from 'react';
import { useMessages } from '../../i18n/messages.js';

interface InlineTextProps {
  value: string;
  /** What is edited, such as `Owner of S001`. */
  label: string;
  maxLength: number;
  isNumber?: boolean;
  /** Resolves when the value is stored; what it throws keeps the field open. */
  onSave(value: string): Promise<unknown>;
}

/** A table cell that becomes a field when it is pressed: Enter stores, Escape leaves it as it was. */
export function InlineText({ value, label, maxLength, isNumber, onSave }: InlineTextProps) {
  const { t } = useMessages();
  const [draft, setDraft] = useState<string>();
  const [failed, setFailed] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setDraft(undefined);
    setFailed(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  if (draft === undefined) {
    return (
      <button
        ref={opener}
        type="button"
        className="gw-inline"
        aria-label={`${label}: ${value || t('targets.blank')}`}
        onClick={() => setDraft(value)}
      >
        {value || <span aria-hidden="true">–</span>}
      </button>
    );
  }
  const save = async () => {
    if (draft.trim() === value) return close();
    try {
      await onSave(draft.trim());
      close();
    } catch {
      setFailed(true);
    }
  };
  return (
    <input
      className="kern-form-input__input gw-input gw-inline__input"
      aria-label={label}
      aria-invalid={failed}
      value={draft}
      maxLength={maxLength}
      inputMode={isNumber ? 'numeric' : 'text'}
      // biome-ignore lint/a11y/noAutofocus: the field takes the place of the button that was just pressed
      autoFocus
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => void save()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') void save();
        if (event.key === 'Escape') close();
      }}
    />
  );
}
