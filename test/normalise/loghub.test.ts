import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readRecords } from '../../collectors/file/read.js';
import type { Event } from '../../server/contract/event.js';
import { packageRoot } from '../../server/contract/package-root.js';
import { event } from './record.js';

const folder = join(packageRoot(), '../shared/data/syslog');
const skip = existsSync(folder) ? false : '../shared/data/syslog is absent';

async function load(name: string): Promise<Event[]> {
  const events: Event[] = [];
  const path = join(folder, name);
  for await (const { raw, format, dataset } of readRecords(path)) {
    events.push(event(raw, { format, dataset, transport: 'file', source: path }));
  }
  return events;
}

const count = (events: Event[], test: (one: Event) => boolean): number => events.filter(test).length;

t.test('OpenSSH: all lines, actions as a search for their texts counts them', { skip }, async (t) => {
  const events = await load('OpenSSH_2k.log');
  t.equal(events.length, 2000);
  t.equal(
    count(events, (e) => e['event.kind'] === 'pipeline_error'),
    0,
  );
  t.equal(
    count(events, (e) => e['event.dataset'] !== 'linux.sshd' || e['host.name'] !== 'LabSZ'),
    0,
  );
  const texts = (pattern: RegExp): number => count(events, (e) => pattern.test(e.message ?? ''));
  const logins = (outcome: string): Event[] =>
    events.filter((e) => e['event.action'] === 'ssh_login' && e['event.outcome'] === outcome);
  t.equal(logins('failure').length, texts(/Failed (password|none) for/));
  t.equal(logins('failure').length, 524);
  t.equal(logins('success').length, 1);
  t.match(logins('success')[0], { 'user.name': 'fztu', 'source.ip': '119.137.62.142' });
  t.equal(
    count(events, (e) => e['event.action'] === 'ssh_invalid_user'),
    texts(/[Ii]nvalid user/) - texts(/for invalid user/),
  );
  t.equal(
    count(events, (e) => e['event.action'] === 'authentication'),
    texts(/authentication failures?;/),
  );
  t.equal(
    count(events, (e) => e.fields['repeated'] !== undefined && e['event.action'] === 'ssh_login'),
    2,
  );
  t.ok(
    logins('failure').every(
      (e) => e['user.name'] !== undefined && e['source.ip'] !== undefined && e['source.port'] !== undefined,
    ),
  );
  t.ok(events.every((e) => e['process.pid'] !== undefined));
  t.equal(
    count(events, (e) => /from \d+\.\d+\.\d+\.\d+/.test(e.message ?? '') && e['source.ip'] === undefined),
    0,
  );
});

t.test('Linux: all lines', { skip }, async (t) => {
  const events = await load('Linux_2k.log');
  t.equal(events.length, 2000);
  t.equal(
    count(events, (e) => e['event.kind'] === 'pipeline_error'),
    0,
  );
  t.equal(
    count(events, (e) => e['host.name'] !== 'combo'),
    0,
  );
  t.equal(
    count(events, (e) => e['event.dataset'] === 'linux.sshd'),
    677,
  );
  t.equal(
    count(events, (e) => e['event.dataset'] === 'linux.su'),
    172,
  );
  t.equal(
    count(events, (e) => e['event.dataset'] === 'linux.kernel'),
    76,
  );
  const failures = events.filter((e) => e['event.action'] === 'authentication');
  t.equal(
    failures.length,
    count(events, (e) => (e.message ?? '').startsWith('authentication failure;')),
  );
  t.ok(failures.every((e) => e['event.outcome'] === 'failure' && e.fields['pam_module'] === 'pam_unix'));
  t.ok(events.every((e) => /^20\d\d-0[6-7]/.test(new Date(e['@timestamp']).toISOString())));
});

t.test('Apache: all lines', { skip }, async (t) => {
  const events = await load('Apache_2k.log');
  t.equal(events.length, 2000);
  t.equal(
    count(events, (e) => e['event.dataset'] === 'apache.error' && e['event.kind'] === 'event'),
    2000,
  );
  t.equal(
    count(events, (e) => e['source.ip'] !== undefined),
    count(events, (e) => Buffer.from(e['event.original']).includes('[client ')),
  );
});
