import type { SystemHealth } from '../../../server/contract/system.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { Facts, sizeText } from '../storage/storage-facts.js';

/** Ten years: more is a figure that nothing hangs on. */
const manyDays = 3652;

/** Sizes and sums of the installation. */
export function SystemFacts({ health }: { health: SystemHealth }) {
  const messages = useMessages();
  const { t, number, plural } = messages;
  const { disk, events, journal, ledger, database, detection } = health;
  const lasts = (days: number): string =>
    days > manyDays ? t('system.days_many') : plural('storage.days', days);
  const size = (bytes: number): string => sizeText(bytes, messages);
  return (
    <>
      <Facts
        id="system-program"
        title={t('system.program')}
        facts={[
          [t('system.version'), health.version],
          [t('system.started'), <Time key="started" at={health.started_at} full />],
          ['Node.js', health.node],
          ['PostgreSQL', `${database.version} ${database.embedded ? t('system.embedded') : ''}`],
          [t('system.rules'), number(detection.rules)],
          [t('system.threads'), number(detection.threads)],
        ]}
      />
      <Facts
        id="system-sizes"
        title={t('system.sizes')}
        facts={[
          [t('system.disk_free'), size(disk.free_bytes)],
          [t('storage.events'), `${number(events.stored)} (${size(events.bytes)})`],
          [t('system.per_day'), size(disk.bytes_a_day)],
          [t('system.days_left'), disk.days_left === null ? '–' : lasts(disk.days_left)],
          [t('system.database_size'), size(database.bytes)],
          [t('system.journal'), size(journal.bytes)],
          [t('system.waiting'), size(journal.waiting_bytes)],
        ]}
      />
      <Facts
        id="system-ledger"
        title={t('system.ledger')}
        facts={[
          [t('sources.column.received'), number(ledger.received)],
          [t('sources.column.stored'), number(ledger.stored)],
          [t('sources.column.rejected'), number(ledger.rejected)],
          [t('sources.column.unparsed'), number(ledger.unparsed)],
        ]}
        note={t('system.ledger_note')}
      />
    </>
  );
}
