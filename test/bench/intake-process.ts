// The endpoints for shippers on a journal, as a process of its own: no database, detection or store.
// Argument: the journal's folder. Prints its address; ends at SIGTERM.
import fastify from 'fastify';
import { ByteBudget } from '../../server/ingest/byte-budget.js';
import { openIngestJournal } from '../../server/ingest/ingest-journal.js';
import { createIntake } from '../../server/ingest/intake.js';
import { shipperEndpoints } from '../../server/ingest/shipper-endpoints.js';

const store = await openIngestJournal({ dir: process.argv[2]! });
const app = fastify();
await shipperEndpoints(app, {
  intake: createIntake(store),
  authenticate: async () => ({ collector: 'bench', tenant: 'default' }),
  budget: new ByteBudget(48 << 20),
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${address}\n`);
process.once('SIGTERM', async () => {
  await app.close();
  await store.journal.close();
});
