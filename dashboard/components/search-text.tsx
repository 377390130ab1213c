import { useEffect, useRef, useState } from 'react';
import { Input, SearchField } from 'react-aria-components';
import { useLocation, useNavigationType } from 'react-router';
import { Icon } from './icon.js';

/** A list is not narrowed for every letter. */
const typingPauseMs = 200;

interface SearchTextProps {
  label: string;
  /** What the page's address says; changes are made there without a step of their own in the history. */
  value: string;
  onChange(value: string): void;
  narrow?: boolean;
  id?: string;
}

/**
 * Text that narrows a list when typing pauses or the field is left. What was typed last and not told yet is dropped when
 * somebody goes elsewhere: it belongs to the page that was left.
 */
export function SearchText({ label, value, onChange, narrow, id }: SearchTextProps) {
  const [typed, setTyped] = useState(value);
  const { key } = useLocation();
  const movesOn = useNavigationType() !== 'REPLACE';
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const told = useRef(value);
  const latest = useRef(onChange);
  latest.current = onChange;

  // biome-ignore lint/correctness/useExhaustiveDependencies: heard once for each change of the address
  useEffect(() => {
    if (movesOn) forget();
    // What comes back as it was told is no news: meanwhile more may have been typed.
    if (movesOn || value !== told.current) setTyped(value);
    told.current = value;
  }, [key, value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const forget = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
  };
  const tell = (text: string) => {
    forget();
    told.current = text.trim();
    latest.current(told.current);
  };
  const type = (text: string) => {
    setTyped(text);
    forget();
    timer.current = setTimeout(() => tell(text), typingPauseMs);
  };
  return (
    <SearchField
      className={`gw-search${narrow ? ' gw-search--narrow' : ''}`}
      aria-label={label}
      value={typed}
      onChange={type}
      onBlur={() => {
        if (timer.current !== undefined) tell(typed);
      }}
    >
      <Icon name="search" />
      <Input className="gw-search__input" placeholder={label} {...(id === undefined ? {} : { id })} />
    </SearchField>
  );
}
