import type { ReactNode } from 'react';
import type { RetentionOverview } from '../../../server/contract/retention.js';
import { Term } from '../../components/term.js';
import { Time } from '../../components/time.js';
import type { TermId } from '../../glossary/glossary.js';
import { type Messages, useMessages } from '../../i18n/messages.js';

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** @returns a size in the unit that gives few digits, decimal prefixes */
export function sizeText(bytes: number, { number }: Messages): string {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${number(bytes / 1000 ** power, power === 0 ? 0 : 1)} ${units[power]}`;
}

/** A titled list of names and values. */
export function Facts({
  id,
  title,
  term,
  facts,
  note,
}: {
  id: string;
  title: string;
  term?: TermId;
  facts: [string, ReactNode][];
  note?: string;
}) {
  return (
    <section className="gw-panel" aria-labelledby={id}>
      <h2 id={id} className="gw-panel__title">
        {term ? <Term id={term}>{title}</Term> : title}
      </h2>
      <dl className="gw-facts">
        {facts.map(([name, value]) => (
          <div key={name} className="gw-facts__row">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {note ? <p className="gw-table-note gw-muted">{note}</p> : null}
    </section>
  );
}

/** What lies in the store, and that nothing is missing. */
export function StorageFacts({ overview: { segments, ledger } }: { overview: RetentionOverview }) {
  const messages = useMessages();
  const { t, number } = messages;
  const time = (at: string | null) => (at === null ? '–' : <Time at={at} full />);
  return (
    <>
      <Facts
        id="storage-facts"
        title={t('storage.facts')}
        facts={[
          [t('storage.events'), number(segments.events)],
          [t('storage.size'), sizeText(segments.bytes, messages)],
          [t('storage.segments'), number(segments.count)],
          [t('storage.oldest'), time(segments.received_from)],
          [t('storage.newest'), time(segments.time_to)],
        ]}
      />
      <Facts
        id="storage-ledger"
        title={t('storage.ledger')}
        term="bilanz"
        facts={[
          [t('storage.ledger_stored'), number(ledger.stored)],
          [t('storage.ledger_sealed'), number(ledger.sealed)],
          [t('storage.ledger_unsealed'), number(ledger.unsealed)],
          [t('storage.ledger_deleted'), number(ledger.deleted)],
        ]}
        note={t('storage.ledger_note')}
      />
    </>
  );
}
