import { execFileSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { certificatesOf } from '../../server/certificates.js';
import { type Config, loadConfig } from '../../server/config/config.js';
import type { Condition } from '../../server/self-monitoring/condition.js';
import {
  backupFailed,
  backupOverdue,
  certificateExpiring,
  clockWrong,
  databaseUnreachable,
  queueGrowing,
  sourceSilent,
} from '../../server/self-monitoring/conditions.js';
import { silenceOf } from '../../server/store/source-rhythms.js';

const minute = 60_000;
const day = 24 * 60 * minute;
const now = Date.parse('2026-11-22T12:00:00Z');
const none: ReadonlySet<string> = new Set();
const subjects = async (condition: Condition, at = now, open = none) =>
  (await condition.look(at, open))?.map(({ subject }) => subject);

t.test('a queue that grows for ten minutes is told of, until it is nearly done', async (t) => {
  let waiting = 0;
  const condition = queueGrowing(() => waiting);
  for (let count = 1; count <= 9; count++) {
    waiting = (40 + count) * 2 ** 20;
    t.same(await subjects(condition), []);
  }
  waiting += 2 ** 20;
  t.same(await subjects(condition), ['']);
  waiting = 10 * 2 ** 20;
  t.same(await subjects(condition, now, new Set([''])), [''], 'it stays while it is worked off');
  waiting = 2 ** 20;
  t.same(await subjects(condition, now, new Set([''])), []);
});

t.test(
  'a clock that jumps against an even one is wrong for an hour; what most hosts say counts as well',
  async (t) => {
    let [wall, even] = [now, 0];
    let ahead = 0;
    const hosts = (count: number) =>
      Array.from({ length: 4 }, (_, i) => ({
        host: `h${i}`,
        events: 10,
        skewed: i < count ? 10 : 0,
        typicalMs: i < count ? -600_000 : 0,
        worstMs: i < count ? -600_000 : 0,
      }));
    const condition = clockWrong({ wall: () => wall, even: () => even, skews: async () => hosts(ahead) });
    const pass = (ms: number, jump = 0) => {
      even += ms;
      wall += ms + jump;
      return subjects(condition);
    };
    t.same(await pass(0), []);
    t.same(await pass(minute, 3000), [], 'what time synchronisation does is no jump');
    t.same(await pass(minute, -10_000), ['']);
    t.same(await pass(61 * minute), [], 'an hour later it is over');
    ahead = 2;
    t.same(await pass(20 * minute), [], 'half of the hosts is not most');
    ahead = 3;
    t.same(await pass(20 * minute), ['']);
  },
);

t.test('a certificate is told of three weeks before its end, each by its file', async (t) => {
  const folder = t.testdir();
  const [file, key] = [join(folder, 'tls.pem'), join(folder, 'tls.key')];
  selfSigned(file, key, 30);
  const certificates = certificatesOf(tlsOf({ certificate: file, key }));
  const condition = certificateExpiring(certificates);
  t.same(await subjects(condition, Date.now()), []);
  t.same(await subjects(condition, Date.now() + 10 * day), [file]);
  t.match(await condition.look(Date.now() + 40 * day, none), [{ message: /has expired/ }]);

  t.comment('renewed, but its key was left behind: the former one serves on, and would end unnoticed');
  selfSigned(file, join(folder, 'renewed.key'), 365);
  t.match(await condition.look(Date.now(), none), [
    { subject: file, message: /cannot be used.*tls\.key.*does not belong to the certificate/ },
  ]);
  copyFileSync(join(folder, 'renewed.key'), key);
  t.same(await subjects(condition, Date.now()), []);
  rmSync(file);
  t.match(await condition.look(Date.now(), none), [{ subject: file, message: /cannot be used.*ENOENT/ }]);
});

const tlsOf = (tls: { certificate: string; key: string }): Config => {
  const config = loadConfig({ env: {}, cwd: tmpdir() });
  return { ...config, http: { ...config.http, tls: { ...config.http.tls, ...tls } } };
};

function selfSigned(certificate: string, key: string, days: number): void {
  const options = ['-x509', '-newkey', 'ed25519', '-nodes', '-days', String(days), '-subj', '/CN=x'];
  execFileSync('openssl', ['req', ...options, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
}

const run = {
  target: '/backup',
  name: 'x',
  started_at: new Date(now).toISOString(),
  finished_at: new Date(now).toISOString(),
  bytes: 1,
  new_bytes: 1,
  events: 1,
  encrypted: true,
  keys: true,
  faults: [] as string[],
  error: null as string | null,
};

t.test('a backup that failed, found damage, or is too old', async (t) => {
  t.same(await subjects(backupFailed(async () => undefined)), []);
  t.same(await subjects(backupFailed(async () => run)), []);
  t.match(await backupFailed(async () => ({ ...run, error: 'full', name: null })).look(now, none), [
    { message: /failed: full/ },
  ]);
  t.match(await backupFailed(async () => ({ ...run, faults: ['a: changed'] })).look(now, none), [
    { message: /1 things damaged: a: changed/ },
  ]);
  const overdue = (last: number | undefined, since: number) =>
    subjects(backupOverdue(day, async () => last, since));
  t.same(await overdue(now - day, 0), []);
  t.same(await overdue(now - day - 1, 0), ['']);
  t.same(await overdue(undefined, now - 1), [], 'a new server has a day');
  t.same(await overdue(undefined, now - 2 * day), ['']);
});

t.test('a database that does not answer is told of after three minutes', async (t) => {
  let up = false;
  const condition = databaseUnreachable(async () => {
    if (!up) throw new Error('down');
  });
  t.equal(await subjects(condition, now), undefined, 'not known yet');
  t.equal(await subjects(condition, now + 2 * minute), undefined);
  t.same(await subjects(condition, now + 3 * minute), ['']);
  up = true;
  t.same(await subjects(condition, now + 4 * minute), []);
});

t.test('a source is learned for a week, and is silent by its own rhythm', async (t) => {
  const rhythm = {
    tenant: 'default',
    name: 'dc01',
    since: now - 8 * day,
    lastSeen: now - 60 * minute,
    longestMs: 10 * minute,
    gaps: 100,
  };
  t.equal(silenceOf({ ...rhythm, since: now - 6 * day }, now), undefined);
  t.equal(silenceOf({ ...rhythm, gaps: 3 }, now), undefined);
  t.equal(silenceOf(rhythm, now), 30 * minute);
  t.equal(silenceOf({ ...rhythm, longestMs: day }, now), 1.5 * day);
  t.match(await sourceSilent(async () => [rhythm], 0).look(now, none), [
    { subject: 'dc01', tenant: 'default', message: /for 60 minutes/ },
  ]);
  t.same(await subjects(sourceSilent(async () => [rhythm], now - minute)), [], 'the server has just started');
  t.same(await subjects(sourceSilent(async () => [{ ...rhythm, longestMs: day }], 0)), []);
});
