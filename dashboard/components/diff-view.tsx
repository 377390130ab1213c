import { useMessages } from '../i18n/messages.js';
import { ScrollRegion } from './scroll-region.js';
import { diffLines } from './text-diff.js';

const signs = { same: ' ', added: '+', removed: '−' } as const;

interface DiffViewProps {
  label: string;
  before: string;
  after: string;
}

/** Two texts line by line: what was taken away and what was added, by sign and by colour. */
export function DiffView({ label, before, after }: DiffViewProps) {
  const { t } = useMessages();
  if (before === after) return <p className="gw-muted">{t('diff.same')}</p>;
  return (
    <ScrollRegion className="gw-code gw-code--tall gw-diff" label={label}>
      {diffLines(before, after).map(({ kind, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity, and are never moved
        <code key={index} className={`gw-diff__line gw-diff__line--${kind}`}>
          <span className="gw-diff__sign" aria-hidden="true">
            {signs[kind]}
          </span>
          {kind === 'same' ? null : <span className="kern-sr-only">{t(`diff.${kind}`)} </span>}
          {text}
        </code>
      ))}
    </ScrollRegion>
  );
}
