import type { ReactNode } from 'react';

interface FactListProps {
  /** Names with their values; what is empty, null or undefined is left out. */
  rows: readonly (readonly [name: string, value: ReactNode])[];
  wide?: boolean;
  /** How long values run: as prose with its line ends, or broken anywhere, as hashes are. */
  values?: 'prose' | 'break';
}

/** What is known of one thing, by name. */
export function FactList({ rows, wide = false, values }: FactListProps) {
  return (
    <dl className={wide ? 'gw-facts gw-facts--wide' : 'gw-facts'}>
      {rows
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => (
          <div key={name} className="gw-facts__row">
            <dt>{name}</dt>
            <dd className={values && `gw-${values}`}>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
