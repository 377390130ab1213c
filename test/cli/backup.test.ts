import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { runningPostgres } from '../../server/postgres/supervisor.js';
import { openDatabase } from '../../server/store/database.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { eventually, TestClient } from '../helpers/client.js';
import { freePort, startServer } from '../helpers/server.js';
import { sendTcp, stamp3164 } from '../helpers/syslog.js';
import { runProgram } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'grundwacht-backup-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

const failed = (from: string, count: number): string[] =>
  Array.from(
    { length: count },
    (_, i) =>
      `<38>${stamp3164(new Date())} srv-web01 sshd[${2000 + i}]: Failed password for root from ${from} port ${40000 + i} ssh2`,
  );

interface Backup {
  name: string;
  madeAt: string;
  bytes: number;
  newBytes: number;
  faults: string[];
  events: number;
}

interface Act {
  by: string;
  object: string;
  details: object;
}

async function actsOf(client: TestClient, action: string): Promise<Act[]> {
  return (await client.call<{ items: Act[] }>('GET', `/api/v1/audit-trail?action=${action}`)).items;
}

const smallCatalog = {
  catalog: {
    uuid: '7f1e3c52-3f0f-4c55-9d6b-0c8e6a5f1b11',
    metadata: {
      title: 'Rules of the house',
      'last-modified': '2026-01-01T00:00:00Z',
      version: '1',
      'oscal-version': '1.1.2',
    },
    groups: [{ id: 'h', title: 'House', controls: [{ id: 'h.1', title: 'Lock the door' }] }],
  },
};

t.test(
  'a backup of a server that is at work is restored: the same alerts, events, evidence, and the log verified',
  async (t) => {
    const [http, syslog, metrics] = [await freePort(), await freePort(), await freePort()];
    const dataDir = join(folder, 'data');
    // In a folder of the name that is also that of the folder in it which holds the single backups.
    const target = join(folder, 'backups', 'grundwacht');
    const [config, passphrase] = [join(folder, 'grundwacht.yaml'), join(folder, 'passphrase')];
    writeFileSync(passphrase, 'a passphrase of some length\n');
    writeFileSync(
      config,
      [
        `data: ${dataDir}`,
        `http: { port: ${http} }`,
        `backup: { target: ${target}, passphrase_file: ${passphrase} }`,
        `metrics: { port: ${metrics} }`,
      ].join('\n'),
    );
    const server = await startServer(t, {
      dataDir,
      ports: { http, syslog },
      env: { GRUNDWACHT_CONFIG: config },
    });
    const client = await TestClient.login(server);

    await sendTcp(server.syslogPort, failed('203.0.113.9', 12));
    await eventually('an alert', async () => (await client.alerts()).items.length > 0);
    await client.call('POST', '/api/v1/isms/target-objects', {
      key: 'S1',
      type: 'it_system',
      name: 'Dateiserver',
    });
    const upload = await fetch(`${server.url}/api/v1/isms/evidence/files?name=a.txt`, {
      method: 'POST',
      headers: { cookie: client.cookie, 'content-type': 'application/octet-stream' },
      body: 'restored on 2026-09-30',
    });
    const file = (await upload.json()) as { sha256: string };
    await client.call('POST', '/api/v1/isms/evidence', {
      kind: 'file',
      title: 'Restore test',
      shows: 'All of it came back.',
      effective_on: '2026-09-30',
      valid_until: null,
      provided_by: 'IT',
      classification: 'internal',
      requirements: ['CON.3.A5'],
      target_objects: [],
      file: { sha256: file.sha256, name: 'a.txt' },
      link: null,
      observation: null,
    });
    // Removing a tenant seals what is not sealed yet.
    const db = openDatabase((await runningPostgres(dataDir))!.url, { connections: 1 });
    await ensureTenant(db, 'demo', 'Demo', Date.now());
    await db.destroy();
    await client.call('DELETE', '/api/v1/tenants/demo');

    t.comment('events come in while it is made');
    let sending = true;
    const sender = (async () => {
      for (let round = 0; sending && round < 40; round++) {
        await sendTcp(server.syslogPort, failed('198.51.100.7', 20));
        await sleep(100);
      }
    })();
    const first = await runProgram('', 'backup', '--config', config, '--json');
    sending = false;
    await sender;
    t.equal(first.code, 0, first.stderr);
    const made = JSON.parse(first.stdout) as Backup;
    t.match(made, { faults: [], events: 12 }, 'sealed ones; the others are in the journal');
    const again = JSON.parse((await runProgram('', 'backup', '--config', config, '--json')).stdout) as Backup;
    t.ok(again.newBytes < again.bytes, 'what is there already is not copied again');

    const before = {
      alerts: (await client.alerts()).items.find(({ entity }) => entity.value.includes('203.0.113.9')),
      events: (await client.allEvents('filter=source.ip:203.0.113.9')).map(({ id }) => id).sort(),
      evidence: await client.call<{ items: { id: string }[] }>('GET', '/api/v1/isms/evidence'),
    };
    t.equal(before.events.length, 12);
    const health = await client.call<{ backup: { runs: { name: string }[]; target: string } }>(
      'GET',
      '/api/v1/system',
    );
    t.equal(health.backup.target, target);
    t.ok(
      health.backup.runs.some(({ name }) => name === made.name),
      'the page knows of it',
    );

    t.comment('audit trail');
    const catalogFile = join(folder, 'catalog.json');
    writeFileSync(catalogFile, JSON.stringify(smallCatalog));
    const installed = await runProgram('', 'catalog', 'install', catalogFile, '--config', config);
    t.equal(installed.code, 0, installed.stderr);
    t.match(
      await actsOf(client, 'catalog.installed'),
      [{ by: /^cli ./, object: 'catalog.json' }],
      'installed',
    );
    const acts = await actsOf(client, 'backup.made');
    t.match(
      acts.at(-1),
      { by: /^cli ./, object: made.name, details: { target, keys: true, faults: 0 } },
      'the first backup',
    );
    t.equal(acts.length, 2);

    t.comment('figures');
    const text = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
    t.match(text, /^grundwacht_backup_timestamp_seconds \d+/m, 'backup');
    t.match(text, /^grundwacht_pipeline_events_total\{result="parsed"\} \d+$/m, 'events');
    t.match(
      text,
      /^grundwacht_http_duration_seconds_bucket\{method="GET",route="\/api\/v1\/alerts",status="2xx",le="\+Inf"\} \d+$/m,
    );
    t.match(text, /^grundwacht_search_duration_seconds_count\{kind="search"\} \d+$/m, 'searches');
    t.equal(await server.stop(), 0);
    t.notMatch(server.output(), /database_connection_lost/, 'nothing is lost at an orderly end');

    t.comment('restored');
    const restored = join(folder, 'restored');
    const from = join(target, 'backups', made.name);
    const restore = ['restore', from, '--passphrase-file', passphrase, '--data', restored];
    const done = await runProgram('', ...restore);
    t.equal(done.code, 0, done.stderr);
    t.match(done.stdout, /everything is as it was signed/, done.stdout);
    t.match(done.stdout, /is not in the backup/, 'what is missing is told');
    t.match(
      await runProgram('', ...restore),
      { code: 1, stderr: /CONFLICT: .* is not empty/ },
      'a folder in use',
    );
    t.equal(statSync(join(restored, 'evidence-key.pem')).mode & 0o777, 0o600);
    t.equal(
      readFileSync(join(restored, 'evidence-key.pem'), 'utf8'),
      readFileSync(join(dataDir, 'evidence-key.pem'), 'utf8'),
    );
    t.match(readFileSync(join(restored, 'restored', 'grundwacht.yaml'), 'utf8'), `port: ${http}`);

    const back = await startServer(t, { dataDir: restored });
    const there = await TestClient.login(back);
    const same = await eventually('the alert', async () =>
      (await there.alerts()).items.find(({ id }) => id === before.alerts!.id),
    );
    t.match(same, { id: before.alerts!.id, count: before.alerts!.count }, 'the same alert');
    t.same(
      (await there.allEvents('filter=source.ip:203.0.113.9')).map(({ id }) => id).sort(),
      before.events,
      'every event once',
    );
    const evidence = await there.call<typeof before.evidence>('GET', '/api/v1/isms/evidence');
    t.match(
      evidence,
      { items: [{ id: before.evidence.items[0]!.id, file: { sha256: file.sha256 } }] },
      'the same evidence',
    );
    await eventually(
      'what the journal held is processed',
      async () => {
        const { pipeline } = await there.call<{ pipeline: { behindBytes: number } }>('GET', '/api/v1/health');
        return pipeline.behindBytes === 0;
      },
      120_000,
    );
    const later = await there.allEvents('filter=source.ip:198.51.100.7');
    t.equal(new Set(later.map(({ id }) => id)).size, later.length, 'nothing is doubled');
    t.match(await actsOf(there, 'backup.restored'), [{ by: /^cli ./, object: made.madeAt }], 'the restore');
    t.equal(await back.stop(), 0);

    t.comment('a damaged byte, and another passphrase');
    // The named one: another backup need not hold the content that is damaged.
    const check = ['backup', 'check', from, '--passphrase-file', passphrase];
    const object = largest(target, made.name);
    const bytes = readFileSync(object);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(object, bytes);
    t.match(
      await runProgram('', ...check),
      {
        code: 1,
        stderr: /BACKUP_DAMAGED: nothing was restored:\n.*changed/,
      },
      'a damaged byte',
    );
    writeFileSync(passphrase, 'another passphrase of that length');
    t.match(await runProgram('', ...check), { code: 1, stderr: /another passphrase/ }, 'another passphrase');
  },
);

/** @returns path of the largest content of a backup */
function largest(target: string, name: string): string {
  const hashes = readFileSync(join(target, 'backups', name, 'objects'), 'utf8')
    .trim()
    .split('\n');
  return hashes
    .map((hash) => join(target, 'objects', hash.slice(0, 2), hash))
    .reduce((a, b) => (statSync(a).size >= statSync(b).size ? a : b));
}
