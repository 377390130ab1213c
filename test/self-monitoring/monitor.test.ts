import t from 'tap';
import type { Wrong } from '../../server/self-monitoring/condition.js';
import { Monitor } from '../../server/self-monitoring/monitor.js';
import { followRhythms } from '../../server/store/source-rhythms.js';
import { openConditions, pastConditions } from '../../server/store/system-conditions.js';
import { startMigratedDatabase } from '../store/migrated-database.js';

const { db } = await startMigratedDatabase(t);
const silent = { warn: () => {}, info: () => {} };

t.test('one record when it begins and one when it is over, also across a restart', async (t) => {
  let wrong: Wrong[] | undefined = [];
  const told: string[] = [];
  const start = async () => {
    const monitor = new Monitor({
      db,
      logger: silent,
      records: async (document, _received, tenant) => {
        told.push(`${document['event.action']} ${document['grundwacht.subject']} ${tenant ?? '*'}`);
      },
      conditions: [{ name: 'source_silent', everyMs: 0, look: () => wrong }],
    });
    await monitor.start(1e6);
    return monitor;
  };
  const dc: Wrong = { subject: 'dc01', tenant: 'default', message: 'silent', facts: {} };
  const first = await start();
  await first.look(1000);
  wrong = [dc];
  await first.look(2000);
  await first.look(3000);
  t.same(told, ['source_silent dc01 default']);
  t.same(first.counts, { source_silent: 1 });
  wrong = undefined;
  await first.look(4000);
  t.equal(told.length, 1, 'what cannot be told stays as it was');
  await first.close();

  wrong = [dc, { ...dc, subject: 'fw01' }];
  const second = await start();
  await second.look(5000);
  t.same(told.slice(1), ['source_silent fw01 default'], 'what was open before the restart is not told again');
  t.match(await openConditions(db), [{ subject: 'dc01' }, { subject: 'fw01', tenant: 'default' }]);
  wrong = [];
  await second.look(6000);
  t.same(told.slice(2).sort(), ['source_silent_over dc01 default', 'source_silent_over fw01 default']);
  t.equal((await openConditions(db)).length, 0);
  t.same(await pastConditions(db, 1), [], 'what is about a tenant is told to it alone');
  await second.close();
});

t.test('rhythms are of matched sources alone', async (t) => {
  t.same(await followRhythms(db, Date.now()), []);
});
