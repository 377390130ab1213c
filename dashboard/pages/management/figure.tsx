import type { ReactNode } from 'react';
import type { Compared } from '../../../server/contract/management.js';
import { TermMark } from '../../components/term.js';
import type { TermId } from '../../glossary/glossary.js';
import { useMessages } from '../../i18n/messages.js';

interface FigureProps {
  name: string;
  term?: TermId;
  /** What is counted, in one line. */
  definition: string;
  value: ReactNode;
  /** How it was at the end of the quarter before. */
  before?: Compared;
  warns?: boolean;
  children?: ReactNode;
}

/** A figure with its definition, and the same of the quarter before. */
export function Figure({ name, term, definition, value, before, warns, children }: FigureProps) {
  const { t } = useMessages();
  return (
    <div className="gw-management__figure">
      <dt>
        {name} {term ? <TermMark id={term} name={name} /> : null}
      </dt>
      <dd>
        <span className={`gw-management__value${warns ? ' gw-figure--warning' : ''}`}>{value}</span>
        {before ? <Before compared={before} /> : null}
        {children}
        <span className="gw-management__definition">{definition}</span>
      </dd>
      {before?.recomputed ? (
        <dd className="gw-management__definition">{t('management.from_history')}</dd>
      ) : null}
    </div>
  );
}

function Before({ compared: { now, before } }: { compared: Compared }) {
  const { t, number } = useMessages();
  if (before === null) return <span className="gw-management__before">{t('management.before_unknown')}</span>;
  const change = (now ?? 0) - before;
  const sign = change > 0 ? '+' : change < 0 ? '−' : '±';
  return (
    <span className="gw-management__before">
      {t('management.before', { count: number(before), change: `${sign}${number(Math.abs(change))}` })}
    </span>
  );
}
