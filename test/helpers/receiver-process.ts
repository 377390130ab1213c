// The receiving half of the server as a process of its own: receivers, collector, ingestion, journal, without
// database, detection and store. Arguments: the journal's folder, addresses as JSON. Prints the ports as JSON; at
// SIGTERM it stops in order and prints its counters as JSON; at SIGUSR2 it prints them when all it has is durable.
import { pino } from 'pino';
import { startCollector } from '../../collectors/collector.js';
import type { Listen } from '../../collectors/listen/listen.js';
import { sendInProcess } from '../../collectors/ship/send.js';
import { openIngestJournal } from '../../server/ingest/ingest-journal.js';
import { createIngestor } from '../../server/ingest/ingestor.js';

const [dir, listen] = process.argv.slice(2);
const store = await openIngestJournal({ dir: dir! });
const ingestor = createIngestor(store);
const identity = { collector: 'local', tenant: 'default' };
const collector = await startCollector({
  id: identity.collector,
  listen: JSON.parse(listen!) as Listen[],
  send: sendInProcess((bytes) => ingestor.submit(identity, bytes)),
  inFlight: 4,
  logger: pino({ level: 'error', base: undefined }, pino.destination(2)),
});
process.stdout.write(`${JSON.stringify(collector.receivers.map(({ port }) => port))}\n`);

function printCounters(): void {
  const { receivers, ...counters } = collector.counters();
  const { received, truncated, dropped, connections } = receivers;
  process.stdout.write(`${JSON.stringify({ ...counters, received, truncated, dropped, connections })}\n`);
}

process.on('SIGUSR2', async () => {
  await collector.measure();
  await collector.flush();
  printCounters();
});
process.once('SIGTERM', async () => {
  await collector.stop();
  await store.journal.close();
  printCounters();
  process.exit();
});
