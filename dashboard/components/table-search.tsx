import { Input, SearchField } from 'react-aria-components';
import { Icon } from './icon.js';

interface TableSearchProps {
  label: string;
  value: string;
  onChange(value: string): void;
}

/** Narrows a table by text. */
export function TableSearch({ label, value, onChange }: TableSearchProps) {
  return (
    <div className="gw-filters">
      <SearchField className="gw-search" aria-label={label} value={value} onChange={onChange}>
        <Icon name="search" />
        <Input className="gw-search__input" placeholder={label} />
      </SearchField>
    </div>
  );
}
