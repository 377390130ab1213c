import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { EventSearch } from '../../api/events.js';
import type { QueryPlace } from '../../api/http.js';
import { Icon } from '../../components/icon.js';
import { useMessages } from '../../i18n/messages.js';
import { type Completable, completableAt, complete } from './completion.js';
import { QueryFault } from './query-fault.js';
import { useCompletion } from './use-completion.js';

interface QueryFieldProps {
  value: string;
  onChange(value: string): void;
  search: EventSearch;
  /** What is wrong with the query that was asked for last. */
  fault: QueryPlace | undefined;
}

/**
 * The query with completion of names and values: a combobox with a list (WAI-ARIA APG). Nothing is chosen until an
 * arrow key or the pointer chooses it, so that Enter searches.
 */
export function QueryField({ value, onChange, search, fault }: QueryFieldProps) {
  const { t, plural, number } = useMessages();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const caret = useRef<number | undefined>(undefined);
  const [typed, setTyped] = useState<Completable>();
  const [active, setActive] = useState(-1);
  const options = useCompletion(search, typed);
  const open = typed !== undefined && options.length > 0;

  useEffect(() => {
    if (caret.current === undefined) return;
    input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });
  const look = (query: string, at: number | null) => {
    setTyped(at === null ? undefined : completableAt(query, at));
    setActive(-1);
  };
  const choose = (option: string) => {
    if (typed === undefined) return;
    const completed = complete(value, typed, option);
    caret.current = completed.caret;
    onChange(completed.query);
    look(completed.query, typed.kind === 'field' ? completed.caret : null);
    input.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' && !open) look(value, input.current?.selectionStart ?? null);
    if (!open) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = options[active];
    if (step !== undefined)
      setActive((active + step + options.length + (active < 0 && step < 0 ? 1 : 0)) % options.length);
    else if (event.key === 'Escape') setTyped(undefined);
    else if (event.key === 'Enter' && chosen) choose(chosen.text);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="gw-query">
      <div className="gw-search gw-search--wide">
        <Icon name="search" />
        <input
          ref={input}
          className="gw-search__input gw-query__input"
          role="combobox"
          aria-label={t('events.text')}
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          {...(active >= 0 ? { 'aria-activedescendant': `${id}-${active}` } : {})}
          {...(fault ? { 'aria-invalid': true, 'aria-describedby': `${id}-fault` } : {})}
          placeholder={t('events.placeholder')}
          maxLength={4000}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
            look(event.target.value, event.target.selectionStart);
          }}
          onKeyDown={press}
          onBlur={() => setTyped(undefined)}
        />
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={t('events.suggestions')}
        className="gw-popover gw-completions"
        hidden={!open}
      >
        {options.map(({ text, count }, n) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and takes the keys
          <div
            key={text}
            id={`${id}-${n}`}
            role="option"
            tabIndex={-1}
            aria-selected={n === active}
            className="gw-completion"
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(text)}
          >
            <span className="gw-completion__text">{text}</span>
            {count === undefined ? null : <span className="gw-muted">{number(count)}</span>}
          </div>
        ))}
      </div>
      <p className="kern-sr-only" role="status">
        {open ? plural('events.suggested', options.length) : ''}
      </p>
      {fault ? <QueryFault id={`${id}-fault`} fault={fault} /> : null}
    </div>
  );
}
