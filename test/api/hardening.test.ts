import t from 'tap';
import { defaultRequestLimits } from '../../server/api/rate-limits.js';
import { startTestServer } from './test-server.js';

const limits = { address: 40, session: 12 };
const server = await startTestServer(t, { requestLimits: limits });
const { app } = server;
const get = (url: string, cookie?: string, remoteAddress = '192.0.2.1') =>
  app.inject({ url, remoteAddress, headers: cookie === undefined ? {} : { cookie } });

t.test('a session has its limit, and others go on', async (t) => {
  const [loud, quiet] = [await server.logIn('loud', 'analyst'), await server.logIn('quiet', 'analyst')];
  for (let n = 0; n < limits.session; n++) t.equal((await get('/api/v1/session', loud)).statusCode, 200);
  const over = await get('/api/v1/session', loud);
  t.match([over.statusCode, over.json().error.code], [429, 'RATE_LIMITED']);
  t.ok(Number(over.headers['retry-after']) >= 1);
  t.equal((await get('/api/v1/session', quiet)).statusCode, 200);
});

t.test('an address has its limit, whoever calls, before a session is looked up', async (t) => {
  const statuses = [];
  for (let n = 0; n <= limits.address; n++)
    statuses.push((await get('/api/v1/session', `grundwacht_session=${n}`, '198.51.100.7')).statusCode);
  t.same([statuses[0], statuses.at(-2), statuses.at(-1)], [401, 401, 429]);
  t.equal((await get('/api/v1/health', undefined, '198.51.100.7')).statusCode, 429, 'public routes, too');
  t.equal((await get('/api/v1/health', undefined, '198.51.100.8')).statusCode, 200);
});

t.test('of IPv6 a /64 is one address', async (t) => {
  for (let n = 0; n < limits.address; n++)
    await get('/api/v1/health', undefined, `2001:db8::${n.toString(16)}`);
  t.equal((await get('/api/v1/health', undefined, '2001:db8::ffff')).statusCode, 429);
  t.equal((await get('/api/v1/health', undefined, '2001:db8:0:1::1')).statusCode, 200);
});

t.test('the defaults let a dashboard work', async (t) => {
  t.ok(defaultRequestLimits.session >= 1000 && defaultRequestLimits.address >= defaultRequestLimits.session);
});

t.test('answers of the API stay in no cache; devices are not asked for', async (t) => {
  for (const url of ['/api/v1/health', '/api/v1/nothing', '/api/openapi.json'])
    t.equal((await get(url, undefined, '203.0.113.1')).headers['cache-control'], 'no-store', url);
  const { headers } = await get('/', undefined, '203.0.113.1');
  t.match(headers['permissions-policy'], /camera=\(\)/);
  t.match(headers, {
    'x-frame-options': 'SAMEORIGIN',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  t.equal(headers['x-powered-by'], undefined);
  t.equal(headers['server'], undefined);
});

/** Bytes that a route takes beyond Fastify's 1 MiB, and why so many. */
const larger: Record<string, number> = {
  // A whole ISMS in OSCAL.
  'POST /api/v1/isms/oscal': 128 << 20,
  // An edition of the catalogue.
  'POST /api/v1/isms/catalogs': 64 << 20,
  // A release of SigmaHQ.
  'POST /api/v1/rule-imports': 64 << 20,
};

t.test('every route has a limit of its body; more than 32 MiB only where it is known', async (t) => {
  for (const { method, url, bodyLimit = 1 << 20 } of server.registered) {
    const name = `${method} ${url}`;
    if (bodyLimit > 32 << 20 && larger[name] === undefined)
      t.match(
        name,
        /^POST \/api\/v1\/isms\/(?:evidence\/files|scans|migration|catalogs)/,
        `${name}: ${bodyLimit}`,
      );
    t.ok(bodyLimit <= 512 << 20, name);
  }
});

t.test('a body of another type, or what a form of another site can send, is refused', async (t) => {
  const cookie = await server.logIn('forms', 'analyst');
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const headers = { cookie, 'content-type': type };
    const url = '/api/v1/saved-searches';
    const reply = await app.inject({
      method: 'POST',
      url,
      headers,
      payload: '{}',
      remoteAddress: '203.0.113.2',
    });
    t.equal(reply.statusCode, 415, type);
  }
});

t.test('names that an object inherits are no way in', async (t) => {
  const cookie = await server.logIn('proto', 'analyst');
  const payload =
    '{"name":"a","shared":false,"search":{"q":"","filter":[],"range":"1h"},"__proto__":{"x":1}}';
  const headers = { cookie, 'content-type': 'application/json' };
  const reply = await app.inject({
    method: 'POST',
    url: '/api/v1/saved-searches',
    headers,
    payload,
    remoteAddress: '203.0.113.3',
  });
  t.equal(reply.statusCode, 400);
});
