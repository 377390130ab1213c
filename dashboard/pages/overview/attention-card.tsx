import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useMessages } from '../../i18n/messages.js';

interface CardProps {
  title: string;
  total: number;
  /** Says that there is nothing. */
  none: string;
  mark?: ReactNode;
  all?: { to: string; label: string };
  children: ReactNode;
}

/** One kind of what waits, with its count. */
export function AttentionCard({ title, total, none, mark, all, children }: CardProps) {
  const { number } = useMessages();
  return (
    <section className="gw-panel gw-attention__card" aria-label={title}>
      <h2 className="gw-panel__title">
        {title} <span className="gw-attention__count">{number(total)}</span> {mark}
      </h2>
      {total === 0 ? <p className="gw-muted">{none}</p> : <ul className="gw-attention__list">{children}</ul>}
      {all && total > 0 ? (
        <Link to={all.to} className="gw-inline-link" aria-label={`${title}: ${all.label}`}>
          {all.label}
        </Link>
      ) : null}
    </section>
  );
}
