import t from 'tap';
import { startShippers } from '../shipper-server.js';

const winlogbeat =
  'Elastic-Winlogbeat/8.15.3 (windows; amd64; 0123456789abcdef; 2024-10-09 16:22:11 +0000 UTC; libbeat)';
const server = await startShippers({ journal: { dir: t.testdir() } });
t.teardown(() => server.close());

t.test('the token in each way that a shipper can send it', async (t) => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const key = (text: string) => `ApiKey ${Buffer.from(text).toString('base64')}`;
  for (const [authorization, status] of [
    ['Bearer good', 200],
    [basic('anyone:good'), 200],
    [basic(':good'), 200],
    [key('some-id:good'), 200],
    ['ApiKey good', 200],
    [basic('good'), 401],
    [basic('good:bad'), 401],
    [key('id:bad'), 401],
    ['Splunk good', 401],
    ['Bearer', 401],
    ['', 401],
  ] as const) {
    const reply = await server.send('GET', '/elastic/', undefined, { authorization });
    t.equal(reply.statusCode, status, authorization);
    t.equal(reply.headers['x-elastic-product'], 'Elasticsearch');
    if (status !== 401) continue;
    t.match(reply.json(), { status: 401, error: { type: 'security_exception' } });
    t.match(reply.headers['www-authenticate'], /^Basic realm/);
  }
});

t.test('the server is as old as the Beat that asks', async (t) => {
  const versionFor = async (agent: string) =>
    (await server.send('GET', '/elastic', undefined, { 'user-agent': agent })).json<{
      version: { number: string };
      tagline: string;
    }>();
  t.match(await versionFor(winlogbeat), { version: { number: '8.15.3' }, tagline: 'You Know, for Search' });
  t.match(await versionFor('Filebeat/9.1.0 (linux; amd64)'), { version: { number: '9.1.0' } });
  t.match(await versionFor('logstash/7.17.9 (OS=Linux) logstash-output-elasticsearch/11.6.0'), {
    version: { number: '7.17.9' },
  });
  t.match(await versionFor('Vector/0.40.0'), { version: { number: /^8\./ } });
});

t.test('a client of version 9 gets its own media type back', async (t) => {
  const accept = 'application/vnd.elasticsearch+json; compatible-with=9';
  const { headers } = await server.send('GET', '/elastic/', undefined, { accept });
  t.equal(headers['content-type'], 'application/vnd.elasticsearch+json;compatible-with=9');
  const bulk = await server.send('POST', '/elastic/_bulk', '{"index":{"_index":"i"}}\n{}\n', {
    accept,
    'content-type': 'application/vnd.elasticsearch+x-ndjson; compatible-with=9',
  });
  t.equal(bulk.statusCode, 200);
  t.equal(bulk.headers['content-type'], headers['content-type']);
});

/** The calls that the shippers make before they send, in their order, as their manuals and sources have them. */
const sessions: Record<
  string,
  [method: 'GET' | 'HEAD' | 'PUT' | 'POST', path: string, status: number, holds?: object][]
> = {
  'Winlogbeat and Filebeat, data stream': [
    ['GET', '/', 200],
    ['GET', '/_license?human=false', 200, { license: { status: 'active', type: 'basic' } }],
    ['GET', '/_xpack', 200, { features: { ilm: { available: true, enabled: true } } }],
    ['GET', '/_ilm/policy/winlogbeat', 200, { winlogbeat: { policy: {} } }],
    ['PUT', '/_ilm/policy/winlogbeat', 200, { acknowledged: true }],
    ['GET', '/_index_template/winlogbeat-8.15.3', 200, { index_templates: [{ name: 'winlogbeat-8.15.3' }] }],
    ['HEAD', '/_index_template/winlogbeat-8.15.3', 200],
    ['PUT', '/_index_template/winlogbeat-8.15.3', 200, { acknowledged: true }],
    ['GET', '/_data_stream/winlogbeat-8.15.3', 200, { data_streams: [{ name: 'winlogbeat-8.15.3' }] }],
    ['PUT', '/_data_stream/winlogbeat-8.15.3', 200, { acknowledged: true }],
    ['GET', '/_ingest/pipeline/winlogbeat-8.15.3-routing', 200],
    ['PUT', '/_ingest/pipeline/filebeat-8.15.3-system-auth-pipeline', 200, { acknowledged: true }],
    ['GET', '/_nodes/ingest', 200, { nodes: {} }],
  ],
  'Beats of version 7, alias': [
    ['HEAD', '/_template/winlogbeat-7.17.9', 200],
    ['HEAD', '/_alias/winlogbeat-7.17.9', 200],
    ['PUT', '/%3Cwinlogbeat-7.17.9-%7Bnow%2Fd%7D-000001%3E', 200, { acknowledged: true }],
  ],
  Logstash: [
    ['HEAD', '/', 200],
    ['GET', '/_license', 200],
    ['HEAD', '/_index_template/ecs-logstash', 200],
    ['GET', '/_nodes/http', 200, { nodes: {} }],
  ],
  Vector: [['GET', '/_cluster/health', 200, { status: 'green' }]],
  'rsyslog and others': [
    ['GET', '/_cat/health', 200],
    ['HEAD', '/filebeat-8', 200],
    ['GET', '/filebeat-8/_mapping', 200],
  ],
};

for (const [name, calls] of Object.entries(sessions)) {
  t.test(name, async (t) => {
    for (const [method, path, status, holds] of calls) {
      const body = method === 'PUT' ? '{}' : undefined;
      const reply = await server.send(method, `/elastic${path}`, body, {
        'user-agent': winlogbeat,
        'content-type': 'application/json',
      });
      t.equal(reply.statusCode, status, `${method} ${path}`);
      t.equal(reply.headers['x-elastic-product'], 'Elasticsearch');
      if (holds !== undefined) t.match(reply.json(), holds, path);
      if (method === 'HEAD') t.equal(reply.body, '');
    }
  });
}

t.test('it is no search engine', async (t) => {
  for (const path of ['/_search', '/logs/_search', '/logs/_doc/1', '/_tasks']) {
    const reply = await server.send('GET', `/elastic${path}`);
    t.equal(reply.statusCode, 404, path);
    t.match(reply.json(), { status: 404, error: { type: 'resource_not_found_exception' } });
  }
  t.equal((await server.send('DELETE', '/elastic/logs')).statusCode, 404);
});

t.test('at the root of an address of its own', async (t) => {
  const own = await startShippers({ journal: { dir: t.testdir() }, elasticPrefix: '' });
  t.teardown(() => own.close());
  t.match((await own.send('GET', '/')).json(), { cluster_name: 'grundwacht' });
  t.match((await own.send('POST', '/_bulk', '{"index":{"_index":"i"}}\n{}\n')).json(), { errors: false });
  t.equal((await own.send('GET', '/services/collector/health')).statusCode, 200);
  t.equal((await own.send('POST', '/v1/logs', '{}', { 'content-type': 'application/json' })).statusCode, 200);
});
