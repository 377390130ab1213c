import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Icon } from './icon.js';

/** A link back to the list that a page belongs to. */
export function BackLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link to={to} className="gw-back">
      <Icon name="back" />
      {children}
    </Link>
  );
}
