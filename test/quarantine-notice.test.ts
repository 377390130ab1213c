import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { encodeBatch } from '../server/contract/envelope.js';
import { packageRoot } from '../server/contract/package-root.js';
import { ownRecords } from '../server/own-records.js';
import { quarantineNotices } from '../server/quarantine-notice.js';
import { alertEvents, listAlerts } from '../server/store/alerts.js';
import { ensureTenant } from '../server/store/tenants.js';
import { ruleFor } from './detection/station.js';
import { openFlow } from './fault/flow.js';
import { eventually } from './helpers/client.js';
import { startMigratedDatabase } from './store/migrated-database.js';

const shipped = join(packageRoot(), 'rules/sigma/grundwacht/detection-rule-in-quarantine.yml');

t.test('a rule that is put into quarantine raises an alert in every tenant, once', async (t) => {
  const { db } = await startMigratedDatabase(t);
  for (const tenant of ['default', 'waterworks']) await ensureTenant(db, tenant, tenant, Date.now());
  const flow = await openFlow({
    folder: t.testdir(),
    db,
    rules: [
      { path: 'quarantine.yml', text: readFileSync(shipped, 'utf8') },
      { path: 'throws.yml', text: ruleFor('throws', 'alpha') },
    ],
    detection: { threadFile: new URL('detection/faulty-thread.js', import.meta.url) },
  });
  const notice = quarantineNotices(ownRecords(flow.ingestor, db));
  const notices: Promise<void>[] = [];
  flow.detection.onQuarantine = (entry) => notices.push(notice(entry));
  const received = Date.now();
  for (const sequence of [0, 1]) {
    const record = {
      source: '192.0.2.1',
      transport: 'tcp' as const,
      format: 'syslog' as const,
      dataset: '',
      received,
      truncated: false,
      raw: Buffer.from(`<14>1 ${new Date(received).toISOString()} srv01 app 1 - - alpha`),
    };
    const batch = { collector: 'test', epoch: 'e', sequence, records: [record] };
    await flow.ingestor.submit({ collector: 'test', tenant: 'default' }, encodeBatch(batch));
  }

  const alerts = await eventually('an alert for each tenant', async () => {
    const { items } = await listAlerts(db, { limit: 10 });
    return items.length === 2 && items;
  });
  for (const alert of alerts)
    t.match(alert, {
      rule: { title: 'Detection rule in quarantine', level: 'high' },
      entity: { value: 'throws' },
      count: 1,
    });
  const [event] = await alertEvents(db, alerts[0]!.id);
  t.match(event, {
    'event.action': 'rule_quarantined',
    fields: { 'error.detail': 'thrown by a rule' },
    message: /throws.*not evaluated any more: it threw an error/,
  });
  t.equal(await flow.stop(), 4, 'two records, and one of the quarantine for each tenant');
  t.equal(notices.length, 1, 'not told again by the second record');
});
