import type { ReactNode } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';

interface TogglesProps<T extends string> {
  label: string;
  options: readonly { value: T; label: ReactNode; name?: string }[];
  selected: readonly T[];
  onChange(selected: T[]): void;
  single?: boolean;
}

/** A row of toggle buttons, one or several pressed. */
export function Toggles<T extends string>({ label, options, selected, onChange, single }: TogglesProps<T>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      className="gw-toggles"
      selectionMode={single ? 'single' : 'multiple'}
      disallowEmptySelection={single === true}
      selectedKeys={selected}
      onSelectionChange={(keys) => onChange(options.map((o) => o.value).filter((value) => keys.has(value)))}
    >
      {options.map((option) => (
        <ToggleButton
          key={option.value}
          id={option.value}
          className="gw-toggle"
          {...(option.name ? { 'aria-label': option.name } : {})}
        >
          {option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
