import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { eventually, TestClient } from '../helpers/client.js';
import { freePort, startServer } from '../helpers/server.js';

const documents = 6000;
const atOnce = 500;

const logCleared = {
  '@timestamp': new Date().toISOString(),
  event: { code: '1102', provider: 'Microsoft-Windows-Eventlog' },
  host: { name: 'dc1' },
  log: { level: 'information' },
  winlog: {
    channel: 'Security',
    event_id: '1102',
    provider_name: 'Microsoft-Windows-Eventlog',
    computer_name: 'dc1.stadt.example',
    record_id: '7',
    user_data: { SubjectUserName: 'eva', SubjectDomainName: 'STADT', xml_name: 'LogFileCleared' },
  },
};

const bulkOf = (values: { id?: string; document: object }[]) =>
  values
    .map(
      ({ id, document }) =>
        `${JSON.stringify({ create: { _index: 'logs', ...(id ? { _id: id } : {}) } })}\n${JSON.stringify(document)}\n`,
    )
    .join('');

interface Source {
  collector: string;
  source: string;
  transport: string;
  dataset: string;
  received: number;
  stored: number;
  rejected: number;
}

t.test(
  'shippers reach a running server; kill -9 in the middle loses and doubles nothing',
  { timeout: 280_000 },
  async (t) => {
    const elasticPort = await freePort();
    const config = join(t.testdir(), 'grundwacht.yaml');
    writeFileSync(config, `shippers: { listen: [{ port: ${elasticPort} }] }\n`);
    const options = { env: { GRUNDWACHT_CONFIG: config } };
    let server = await startServer(t, options);
    let client = await TestClient.login(server);
    const { token } = await client.call<{ token: string }>('POST', '/api/v1/collectors', { id: 'shippers' });
    const post = (url: string, body: string, type: string, scheme = 'Bearer') =>
      fetch(url, {
        method: 'POST',
        body,
        headers: { authorization: `${scheme} ${token}`, 'content-type': type },
      });

    await t.test('each endpoint, to an alert and to the ledger', async (t) => {
      const own = `http://127.0.0.1:${elasticPort}`;
      const root = await fetch(own, { headers: { authorization: `Basic ${btoa(`x:${token}`)}` } });
      t.match(await root.json(), { cluster_name: 'grundwacht' });
      t.equal((await fetch(`${own}/api/v1/health`)).status, 401, 'nothing else is there');
      const bulk = await post(
        `${own}/_bulk`,
        `${bulkOf([{ document: logCleared }])}{"delete":{"_id":"1"}}\n`,
        'application/x-ndjson',
      );
      t.match(await bulk.json(), {
        errors: true,
        items: [{ create: { status: 201 } }, { delete: { status: 400 } }],
      });
      const json = await post(
        `${server.url}/api/v1/ingest/json`,
        '{"message":"via-json"}\n7\n',
        'application/x-ndjson',
      );
      t.match(await json.json(), { accepted: 1, rejected: 1, errors: [{ index: 1 }] });
      const none = await post(`${server.url}/api/v1/ingest/json`, '[7]', 'application/json');
      t.equal(none.status, 400);
      t.match(await none.json(), { error: { code: 'VALIDATION', detail: /\/0/ } });
      const hec = await post(
        `${server.url}/services/collector`,
        '{"event":"via-hec","host":"app1"}',
        'application/json',
        'Splunk',
      );
      t.match(await hec.json(), { code: 0 });
      const otlp = await post(
        `${server.url}/v1/logs`,
        '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"via-otlp"}}]}]}]}',
        'application/json',
      );
      t.same(await otlp.json(), {});
      await eventually('the alert about the log that was cleared', async () =>
        (await client.alerts('limit=100')).items.find(({ rule }) => rule.tags.includes('attack.t1070.001')),
      );
      for (const [text, dataset] of [
        ['via-json', 'json.generic'],
        ['via-hec', 'syslog.generic'],
        ['via-otlp', 'otlp.log'],
      ]) {
        const [found] = await eventually(text!, async () => {
          const { items } = await client.events(`filter=message:${text}`);
          return items.length > 0 && items;
        });
        t.match(found, { 'event.dataset': dataset, 'observer.id': 'shippers', 'log.source': '127.0.0.1' });
      }
      const rows = await eventually('the ledger', async () => {
        const { items } = await client.call<{ items: Source[] }>('GET', '/api/v1/sources');
        const ours = items.filter(({ collector }) => collector === 'shippers');
        return ours.reduce((sum, { rejected }) => sum + rejected, 0) === 3 && ours;
      });
      t.match(
        Object.fromEntries(rows.filter(({ rejected }) => rejected > 0).map((row) => [row.dataset, row])),
        {
          'rejected.action': { received: 1, rejected: 1, stored: 0 },
          'rejected.no-object': { received: 2, rejected: 2 },
        },
      );
      for (const { received, stored, rejected } of rows) t.equal(received, stored + rejected);
    });

    await t.test('kill -9', async (t) => {
      let acknowledged = 0;
      /** As Beats do: what was not answered is sent again, under the same ids. */
      const sendAll = async (): Promise<void> => {
        for (let from = 0; from < documents; from += atOnce) {
          const body = bulkOf(
            Array.from({ length: atOnce }, (_, n) => ({
              id: String(from + n),
              document: { message: 'numbered', procid: from + n },
            })),
          );
          for (;;) {
            const reply = await post(`${server.url}/elastic/_bulk`, body, 'application/x-ndjson').catch(
              () => undefined,
            );
            const answer = reply?.ok
              ? ((await reply.json().catch(() => undefined)) as { items: object[] } | undefined)
              : undefined;
            if (answer !== undefined) {
              acknowledged += answer.items.length;
              break;
            }
            await sleep(50);
          }
        }
      };
      const sending = sendAll();
      await eventually('some', async () => acknowledged >= documents / 4);
      await server.kill();
      server = await startServer(t, {
        ...options,
        dataDir: server.dataDir,
        ports: { http: server.httpPort, syslog: server.syslogPort },
      });
      await sending;
      client = await TestClient.login(server);
      const total = async () =>
        (
          await client.call<{ total: number }>(
            'GET',
            '/api/v1/events/histogram?buckets=1&filter=message:numbered',
          )
        ).total;
      await eventually('all documents', async () => (await total()) >= documents, 60_000);
      const stored = await client.allEvents('filter=message:numbered');
      t.equal(stored.length, documents, 'none twice');
      t.equal(new Set(stored.map(({ fields }) => fields['procid'])).size, documents, 'none missing');
      t.match(await client.call('GET', '/api/v1/health'), { shippers: { records: Number } });
    });
    await server.stop();
  },
);
