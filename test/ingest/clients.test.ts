import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { packageRoot } from '../../server/contract/package-root.js';
import { logger, missing, startRsyslog, stop } from '../collectors/syslog/programs.js';
import { eventually } from '../helpers/client.js';
import { event } from '../normalise/record.js';
import { installed } from './client-packages.js';
import { type ShipperServer, startShippers } from './shipper-server.js';

/** Shippers as they come from their makers, against the endpoints. */
async function listen(t: Test): Promise<{ server: ShipperServer; url: string }> {
  const server = await startShippers({ journal: { dir: t.testdir() } });
  t.teardown(() => server.close());
  return { server, url: await server.listen() };
}

function folder(t: Test): string {
  const dir = mkdtempSync(join(tmpdir(), 'grundwacht-shippers-'));
  t.teardown(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

t.test(
  "rsyslog's omelasticsearch",
  { skip: missing('logger', 'rsyslogd', 'rsyslog-elasticsearch') },
  async (t) => {
    const { server, url } = await listen(t);
    const dir = folder(t);
    const config = join(dir, 'rsyslog.conf');
    const sample = readFileSync(join(packageRoot(), 'deploy/shippers/rsyslog-elasticsearch.conf'), 'utf8')
      .replace('https://grundwacht.example.org:443', url)
      .replace('gw_...', 'good');
    const input = `global(workDirectory="${dir}")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="${join(dir, 'in.sock')}")
`;
    writeFileSync(config, input + sample);
    const daemon = await startRsyslog(config, dir);
    t.teardown(() => stop(daemon));
    for (const text of ['eins', 'Größe "x" \\ 100%']) {
      await logger('-p', 'auth.warning', '-t', 'tester', '--id=4711', '-u', join(dir, 'in.sock'), text);
    }
    const events = await eventually('both messages', async () => {
      const all = (await server.stored()).records.map(({ raw }) =>
        event(raw, { format: 'json', transport: 'http' }),
      );
      const ours = all.filter((each) => each['log.syslog.appname'] === 'tester');
      return ours.length >= 2 && ours;
    });
    t.match(events, [
      {
        message: 'eins',
        'event.dataset': 'linux.syslog',
        'event.severity': 4,
        'log.syslog.facility.code': 4,
        'process.pid': 4711,
        fields: { fromhost: '127.0.0.1' },
      },
      { message: 'Größe "x" \\ 100%' },
    ]);
    t.same(await server.rejected(), {});
  },
);

interface ElasticClient {
  helpers: {
    bulk(options: object): Promise<{ total: number; successful: number; failed: number; retry: number }>;
  };
  info(): Promise<{ cluster_name: string }>;
  close(): Promise<void>;
}
const elastic = installed<{ Client: new (options: object) => ElasticClient }>('@elastic/elasticsearch');

t.test(
  "the bulk helper of Elasticsearch's own client",
  { skip: !elastic && 'not installed: @elastic/elasticsearch' },
  async (t) => {
    const { server, url } = await listen(t);
    const client = new elastic!.Client({
      node: `${url}/elastic`,
      auth: { apiKey: { id: 'any', api_key: 'good' } },
      compression: true,
    });
    t.teardown(() => client.close());
    t.equal((await client.info()).cluster_name, 'grundwacht');
    const send = () =>
      client.helpers.bulk({
        datasource: Array.from({ length: 5000 }, (_, n) => ({ n, message: `Nachricht ${n}` })),
        flushBytes: 100_000,
        concurrency: 4,
        onDocument: ({ n }: { n: number }) => ({ index: { _index: 'logs', _id: String(n) } }),
      });
    t.match(await send(), { total: 5000, successful: 5000, failed: 0 });
    const numbers = (await server.texts()).map((text) => (JSON.parse(text) as { n: number }).n);
    t.same(
      numbers.toSorted((a, b) => a - b),
      Array.from({ length: 5000 }, (_, n) => n),
      'each once',
    );
    t.match(await send(), { successful: 5000 });
    t.equal((await server.texts()).length, 5000, 'sent again under the same ids, they are stored once');
  },
);

type Exporter = new (options: object) => object;
interface LogSdk {
  LoggerProvider: new (
    options: object,
  ) => {
    getLogger(name: string, version: string): { emit(record: object): void };
    forceFlush(): Promise<void>;
    shutdown(): Promise<void>;
  };
  BatchLogRecordProcessor: new (...options: object[]) => object;
}
const sdk = installed<LogSdk>('@opentelemetry/sdk-logs');
const resources = installed<{ resourceFromAttributes(attributes: object): object }>(
  '@opentelemetry/resources',
);

for (const name of ['@opentelemetry/exporter-logs-otlp-http', '@opentelemetry/exporter-logs-otlp-proto']) {
  const exporter = installed<{ OTLPLogExporter: Exporter }>(name);
  const skip =
    (!sdk || !resources || !exporter) &&
    `not installed: ${name}, @opentelemetry/sdk-logs, @opentelemetry/resources`;
  t.test(name, { skip }, async (t) => {
    const { server, url } = await listen(t);
    const to = new exporter!.OTLPLogExporter({
      url: `${url}/v1/logs`,
      headers: { authorization: 'Bearer good' },
      compression: 'gzip',
    });
    const provider = new sdk!.LoggerProvider({
      resource: resources!.resourceFromAttributes({ 'service.name': 'shop', 'host.name': 'app1' }),
      // Version 1 took the exporter, version 2 takes options.
      processors: [
        new sdk!.BatchLogRecordProcessor(Object.assign(to, { exporter: to }), { maxExportBatchSize: 100 }),
      ],
    });
    const log = provider.getLogger('lib', '1.2');
    for (let n = 0; n < 1000; n++) {
      log.emit({
        body: { message: `Nachricht ${n}`, n },
        severityNumber: 9,
        severityText: 'INFO',
        attributes: { 'user.name': 'eva', list: ['a', 1.5] },
      });
    }
    await provider.forceFlush();
    await provider.shutdown();
    const records = (await server.texts()).map((text) => JSON.parse(text));
    t.equal(records.length, 1000);
    t.match(records[0], {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
      scope: { name: 'lib', version: '1.2' },
      logRecord: {
        severityNumber: 9,
        severityText: 'INFO',
        body: { kvlistValue: { values: [{ key: 'message', value: { stringValue: 'Nachricht 0' } }] } },
      },
    });
    t.same(await server.rejected(), {});
  });
}
