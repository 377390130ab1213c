import type { InjectOptions } from 'fastify';
import t from 'tap';
import { compilers } from '../../server/api/schema-validation.js';
import { type Role, roles } from '../../server/contract/identity.js';
import { startTestServer } from './test-server.js';

const everyone = roles;
const admin = ['admin'] as const;
const ismsReaders = ['admin', 'analyst', 'isb'] as const;
const id = '018f0000-0000-7000-8000-000000000000';

/** Who may call what. A route without a row, and a row without a route, fails. */
const table: Record<string, readonly Role[] | 'public'> = {
  'GET /api/openapi.json': 'public',
  'GET /api/v1/health': 'public',
  'POST /api/v1/session': 'public',
  'GET /api/v1/session': everyone,
  'POST /api/v1/session/password': everyone,
  'DELETE /api/v1/session': everyone,
  'GET /api/v1/alerts': everyone,
  'GET /api/v1/alerts/{id}': everyone,
  'PATCH /api/v1/alerts/{id}': ['admin', 'analyst'],
  'GET /api/v1/events': ['admin', 'analyst', 'auditor'],
  'GET /api/v1/events/histogram': ['admin', 'analyst', 'auditor'],
  'GET /api/v1/events/fields': ['admin', 'analyst', 'auditor'],
  'GET /api/v1/events/statistics': ['admin', 'analyst', 'auditor'],
  'GET /api/v1/events/export': ['admin', 'analyst', 'auditor'],
  'GET /api/v1/events/{id}': ['admin', 'analyst', 'auditor'],
  'GET /api/v1/saved-searches': ['admin', 'analyst', 'auditor'],
  'POST /api/v1/saved-searches': ['admin', 'analyst', 'auditor'],
  'DELETE /api/v1/saved-searches/{id}': ['admin', 'analyst', 'auditor'],
  'GET /api/v1/indicators': ['admin', 'analyst', 'auditor'],
  'GET /api/v1/indicators/{id}': ['admin', 'analyst', 'auditor'],
  'GET /api/v1/indicators/{id}/values': ['admin', 'analyst', 'auditor'],
  'GET /api/v1/indicators/{id}/hits': ['admin', 'analyst', 'auditor'],
  'GET /api/v1/indicators/{id}/hunts': ['admin', 'analyst', 'auditor'],
  'POST /api/v1/indicators/import': ['admin', 'analyst'],
  'PATCH /api/v1/indicators/{id}': ['admin', 'analyst'],
  'DELETE /api/v1/indicators/{id}': ['admin', 'analyst'],
  'POST /api/v1/indicators/{id}/hunts': ['admin', 'analyst'],
  'DELETE /api/v1/hunts/{id}': ['admin', 'analyst'],
  'GET /api/v1/isms/oscal/{model}': ismsReaders,
  'POST /api/v1/isms/oscal': ['admin', 'isb'],
  'GET /api/v1/isms/scans': ismsReaders,
  'POST /api/v1/isms/scans': ['admin', 'isb'],
  'GET /api/v1/isms/scans/{id}': ismsReaders,
  'POST /api/v1/isms/scans/{id}/target': ['admin', 'isb'],
  'DELETE /api/v1/isms/scans/{id}': ['admin', 'isb'],
  'GET /api/v1/isms/scan-keys': ismsReaders,
  'POST /api/v1/isms/scan-keys': ['admin', 'isb'],
  'DELETE /api/v1/isms/scan-keys/{id}': ['admin', 'isb'],
  'GET /api/v1/rules': everyone,
  'GET /api/v1/rules/{id}': everyone,
  'PATCH /api/v1/rules/{id}/state': ['admin', 'analyst'],
  'POST /api/v1/rules/{id}/exceptions': ['admin', 'analyst'],
  'PUT /api/v1/rules/{id}/exceptions/{exception}': ['admin', 'analyst'],
  'DELETE /api/v1/rules/{id}/exceptions/{exception}': ['admin', 'analyst'],
  'POST /api/v1/rules/{id}/exceptions/preview': ['admin', 'analyst'],
  'POST /api/v1/rules/{id}/release': admin,
  'POST /api/v1/rules/reload': admin,
  'POST /api/v1/rules/test': ['admin', 'analyst', 'auditor'],
  'POST /api/v1/rules/backtests': ['admin', 'analyst', 'auditor'],
  'GET /api/v1/rules/backtests/{id}': ['admin', 'analyst', 'auditor'],
  'DELETE /api/v1/rules/backtests/{id}': ['admin', 'analyst', 'auditor'],
  'PATCH /api/v1/rule-sets/{name}': admin,
  'GET /api/v1/sources': everyone,
  'GET /api/v1/collectors': admin,
  'POST /api/v1/collectors': admin,
  'DELETE /api/v1/collectors/{id}': admin,
  'GET /api/v1/collectors/{id}/inputs': admin,
  'PUT /api/v1/collectors/{id}/inputs': admin,
  'GET /api/v1/users': admin,
  'POST /api/v1/users': admin,
  'PATCH /api/v1/users/{id}': admin,
  'DELETE /api/v1/tenants/{id}': admin,
  'GET /api/v1/retention': everyone,
  'PUT /api/v1/retention/policy': admin,
  'POST /api/v1/retention/holds': admin,
  'POST /api/v1/retention/holds/{id}/lift': admin,
  'GET /api/v1/retention/deletions': everyone,
  'GET /api/v1/live': everyone,
  'GET /api/v1/isms/catalogs': ismsReaders,
  'POST /api/v1/isms/catalogs': ['admin', 'isb'],
  'GET /api/v1/isms/catalogs/{id}/groups': ismsReaders,
  'GET /api/v1/isms/catalogs/{id}/controls': ismsReaders,
  'GET /api/v1/isms/catalogs/{id}/requirements/{requirement}': ismsReaders,
  'GET /api/v1/isms/catalogs/{id}/threats': ismsReaders,
  'GET /api/v1/isms/catalogs/{id}/target-object-categories': ismsReaders,
  'GET /api/v1/isms/catalog-diff': ismsReaders,
  'GET /api/v1/isms/mappings': ismsReaders,
  'POST /api/v1/isms/migrations': ['admin', 'isb'],
  'POST /api/v1/isms/migrations/{target}': ['admin', 'isb'],
  'GET /api/v1/isms/migrations/{target}': ismsReaders,
  'POST /api/v1/isms/migrations/{target}/carry-over': ['admin', 'isb'],
  'POST /api/v1/isms/migrations/{target}/decisions': ['admin', 'isb'],
  'GET /api/v1/isms/migrations/{target}/proposals': ismsReaders,
  'PUT /api/v1/isms/migrations/{target}/proposals/{requirement}': ['admin', 'isb'],
  'GET /api/v1/isms/wiba': ismsReaders,
  'PUT /api/v1/isms/wiba/{question}': ['admin', 'isb'],
  'GET /api/v1/isms/wiba/proposals': ismsReaders,
  'POST /api/v1/isms/wiba/carry-over': ['admin', 'isb'],
  'GET /api/v1/isms/catalogs/{id}/bausteine': ismsReaders,
  'GET /api/v1/isms/catalogs/{id}/bausteine/{baustein}/requirements': ismsReaders,
  'GET /api/v1/isms/target-objects': ismsReaders,
  'POST /api/v1/isms/target-objects': ['admin', 'isb'],
  'GET /api/v1/isms/target-objects/{id}': ismsReaders,
  'PUT /api/v1/isms/target-objects/{id}': ['admin', 'isb'],
  'DELETE /api/v1/isms/target-objects/{id}': ['admin', 'isb'],
  'GET /api/v1/isms/target-objects/{id}/history': ismsReaders,
  'POST /api/v1/isms/target-objects/import': ['admin', 'isb'],
  'GET /api/v1/isms/target-objects/export': ismsReaders,
  'GET /api/v1/isms/domains': ismsReaders,
  'POST /api/v1/isms/domains': ['admin', 'isb'],
  'GET /api/v1/isms/domains/{id}': ismsReaders,
  'PUT /api/v1/isms/domains/{id}': ['admin', 'isb'],
  'DELETE /api/v1/isms/domains/{id}': ['admin', 'isb'],
  'GET /api/v1/isms/domains/{id}/history': ismsReaders,
  'GET /api/v1/isms/relations': ismsReaders,
  'POST /api/v1/isms/relations': ['admin', 'isb'],
  'PUT /api/v1/isms/relations/{id}': ['admin', 'isb'],
  'DELETE /api/v1/isms/relations/{id}': ['admin', 'isb'],
  'GET /api/v1/isms/protection-needs': ismsReaders,
  'GET /api/v1/isms/target-objects/{id}/protection-needs': ismsReaders,
  'PUT /api/v1/isms/target-objects/{id}/protection-needs/{dimension}': ['admin', 'isb'],
  'GET /api/v1/isms/modelling': ismsReaders,
  'POST /api/v1/isms/modelling': ['admin', 'isb'],
  'GET /api/v1/isms/modelling/rules': ismsReaders,
  'POST /api/v1/isms/modelling/proposals': ['admin', 'isb'],
  'POST /api/v1/isms/modelling/decisions': ['admin', 'isb'],
  'PUT /api/v1/isms/modelling/{id}': ['admin', 'isb'],
  'DELETE /api/v1/isms/modelling/{id}': ['admin', 'isb'],
  'GET /api/v1/isms/modelling/profiles': ismsReaders,
  'POST /api/v1/isms/modelling/profiles': ['admin', 'isb'],
  'PUT /api/v1/isms/modelling/profiles/{id}': ['admin', 'isb'],
  'DELETE /api/v1/isms/modelling/profiles/{id}': ['admin', 'isb'],
  'GET /api/v1/isms/check/overview': ismsReaders,
  'GET /api/v1/isms/check/sheets': ismsReaders,
  'GET /api/v1/isms/check/questions': ismsReaders,
  'GET /api/v1/isms/check/history': ismsReaders,
  'PUT /api/v1/isms/check/answer': ['admin', 'isb'],
  'POST /api/v1/isms/check/answers': ['admin', 'isb'],
  'DELETE /api/v1/isms/check/answer': ['admin', 'isb'],
  'GET /api/v1/isms/risk-matrix': ismsReaders,
  'PUT /api/v1/isms/risk-matrix': ['admin', 'isb'],
  'GET /api/v1/isms/risk-overview': ismsReaders,
  'GET /api/v1/isms/risk-threats': ismsReaders,
  'POST /api/v1/isms/risk-threats': ['admin', 'isb'],
  'PUT /api/v1/isms/risk-threats/{id}': ['admin', 'isb'],
  'DELETE /api/v1/isms/risk-threats/{id}': ['admin', 'isb'],
  'GET /api/v1/isms/target-objects/{id}/risks': ismsReaders,
  'POST /api/v1/isms/target-objects/{id}/risks': ['admin', 'isb'],
  'GET /api/v1/isms/target-objects/{id}/threat-proposals': ismsReaders,
  'PUT /api/v1/isms/risks/{id}': ['admin', 'isb'],
  'POST /api/v1/isms/risks/{id}/sign-off': ['admin', 'isb'],
  'DELETE /api/v1/isms/risks/{id}': ['admin', 'isb'],
  'GET /api/v1/isms/plan-overview': ismsReaders,
  'GET /api/v1/isms/plan-history': ismsReaders,
  'GET /api/v1/isms/measures': ismsReaders,
  'POST /api/v1/isms/measures': ['admin', 'isb'],
  'POST /api/v1/isms/measures/bulk': ['admin', 'isb'],
  'GET /api/v1/isms/measures/{id}': ismsReaders,
  'PUT /api/v1/isms/measures/{id}': ['admin', 'isb'],
  'DELETE /api/v1/isms/measures/{id}': ['admin', 'isb'],
  'GET /api/v1/isms/soa': ismsReaders,
  'GET /api/v1/isms/soa/{control}': ismsReaders,
  'PUT /api/v1/isms/soa/{control}': ['admin', 'isb'],
  'GET /api/v1/isms/audits': ismsReaders,
  'POST /api/v1/isms/audits': ['admin', 'isb'],
  'GET /api/v1/isms/audits/{id}': ismsReaders,
  'PUT /api/v1/isms/audits/{id}': ['admin', 'isb'],
  'DELETE /api/v1/isms/audits/{id}': ['admin', 'isb'],
  'GET /api/v1/isms/audits/{id}/findings': ismsReaders,
  'POST /api/v1/isms/audits/{id}/findings': ['admin', 'isb'],
  'PUT /api/v1/isms/findings/{id}': ['admin', 'isb'],
  'DELETE /api/v1/isms/findings/{id}': ['admin', 'isb'],
  'GET /api/v1/isms/audits/{id}/grants': ['admin', 'isb'],
  'POST /api/v1/isms/audits/{id}/grants': ['admin', 'isb'],
  'POST /api/v1/isms/audit-grants/{id}/revoke': ['admin', 'isb'],
  'GET /api/v1/isms/audits/{id}/samples': ['admin', 'isb'],
  'GET /api/v1/isms/audits/{id}/accesses': ['admin', 'isb'],
  'GET /api/v1/isms/audit-room': ['auditor'],
  'GET /api/v1/isms/audit-room/{grant}': ['auditor'],
  'GET /api/v1/isms/audit-room/{grant}/requirements': ['auditor'],
  'GET /api/v1/isms/audit-room/{grant}/requirement': ['auditor'],
  'GET /api/v1/isms/audit-room/{grant}/evidence/{evidence}/file': ['auditor'],
  'GET /api/v1/isms/audit-room/{grant}/samples': ['auditor'],
  'POST /api/v1/isms/audit-room/{grant}/samples': ['auditor'],
  'GET /api/v1/isms/audit-room/{grant}/samples/{sample}': ['auditor'],
  'POST /api/v1/isms/audit-room/{grant}/samples/{sample}/records': ['auditor'],
  'GET /api/v1/isms/guidelines': ismsReaders,
  'POST /api/v1/isms/guidelines': ['admin', 'isb'],
  'PUT /api/v1/isms/guidelines/{id}': ['admin', 'isb'],
  'DELETE /api/v1/isms/guidelines/{id}': ['admin', 'isb'],
  'GET /api/v1/isms/export-kinds': ismsReaders,
  'GET /api/v1/isms/exports': ismsReaders,
  'POST /api/v1/isms/exports': ismsReaders,
  'GET /api/v1/isms/exports/{id}': ismsReaders,
  'GET /api/v1/isms/exports/{id}/file': ismsReaders,
  'POST /api/v1/isms/exports/{id}/cancel': ismsReaders,
  'DELETE /api/v1/isms/exports/{id}': ismsReaders,
  'GET /api/v1/signals': ismsReaders,
  'GET /api/v1/signals/{id}': ismsReaders,
  'GET /api/v1/signals/{id}/observations': ismsReaders,
  'PUT /api/v1/signals/{id}/setting': ['admin', 'isb'],
  'POST /api/v1/signals/{id}/runs': ['admin', 'isb'],
  'GET /api/v1/signal-states': ismsReaders,
  'GET /api/v1/signal-sources': ismsReaders,
  'POST /api/v1/signal-sources/decision': ['admin', 'isb'],
  'DELETE /api/v1/signal-sources/decision': ['admin', 'isb'],
  'GET /api/v1/fire-drills': ismsReaders,
  'POST /api/v1/fire-drills': ['admin', 'analyst', 'isb'],
  'GET /api/v1/isms/evidence': ismsReaders,
  'POST /api/v1/isms/evidence': ['admin', 'isb'],
  'GET /api/v1/isms/evidence/{id}': ismsReaders,
  'PUT /api/v1/isms/evidence/{id}': ['admin', 'isb'],
  'POST /api/v1/isms/evidence/{id}/withdraw': ['admin', 'isb'],
  'GET /api/v1/isms/evidence/{id}/versions': ismsReaders,
  'POST /api/v1/isms/evidence/files': ['admin', 'isb'],
  'GET /api/v1/isms/evidence/{id}/file': ismsReaders,
  'POST /api/v1/isms/audit-packages': ['admin', 'isb'],
  'GET /api/v1/log': everyone,
  'GET /api/v1/log/heads': everyone,
  'POST /api/v1/log/heads': ['admin', 'isb'],
  'GET /api/v1/log/leaves': ismsReaders,
  'GET /api/v1/log/inclusion/{position}': ismsReaders,
  'GET /api/v1/log/consistency': everyone,
};
/** Not in the OpenAPI document: the document itself, and a WebSocket. */
const undescribed = ['GET /api/openapi.json', 'GET /api/v1/live'];

const server = await startTestServer(t);
const { app } = server;
const document: { paths: Record<string, object> } = (await app.inject('/api/openapi.json')).json();

t.test('the table, the OpenAPI document and the registered routes are the same', async (t) => {
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => method !== 'head')
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
  t.same([...described, ...undescribed].toSorted(), Object.keys(table).toSorted());
  t.same(
    server.routes.map((route) => route.replace(/:(\w+)/g, '{$1}')).toSorted(),
    Object.keys(table).toSorted(),
  );
});

t.test('every schema of a route can be compiled', async (t) => {
  const { validator, serializer } = compilers(app);
  const seen = new Set<string>();
  for (const { method, url, schema = {} } of server.registered) {
    const route = { method: String(method), url };
    for (const httpPart of ['body', 'querystring', 'params', 'headers'] as const)
      if (schema[httpPart] !== undefined)
        t.ok(validator({ ...route, httpPart, schema: schema[httpPart] }), url);
    for (const [httpStatus, reply] of Object.entries((schema.response ?? {}) as Record<string, object>)) {
      const text = JSON.stringify(reply);
      if (!seen.has(text)) t.ok(serializer({ ...route, httpStatus, schema: reply }), `${url} ${httpStatus}`);
      seen.add(text);
    }
  }
  t.throws(() => serializer({ method: 'GET', url: '/', schema: { $ref: 'Nothing#' } }));
});

const request = (route: string, cookie?: string): InjectOptions => {
  const [method, path] = route.split(' ') as ['GET', string];
  const body = method === 'GET' || method === ('DELETE' as string) ? {} : { payload: {} };
  return { method, url: path.replace('{id}', id), headers: cookie === undefined ? {} : { cookie }, ...body };
};

for (const [route, allowed] of Object.entries(table)) {
  t.test(route, async (t) => {
    const anonymous = await app.inject(request(route));
    if (allowed === 'public') {
      t.not(anonymous.json().error?.code, 'UNAUTHENTICATED');
      return;
    }
    t.match(anonymous.json(), { error: { code: 'UNAUTHENTICATED' } });
    t.equal(anonymous.statusCode, 401);
    for (const role of roles) {
      const cookie = await server.logIn(`${role} ${route}`, role);
      const { statusCode, body } = await app.inject(request(route, cookie));
      if (allowed.includes(role)) t.notMatch(body, /FORBIDDEN|UNAUTHENTICATED/, role);
      else {
        t.equal(statusCode, 403, role);
        t.match(body, 'FORBIDDEN');
      }
    }
    const none = await server.logIn(`without ${route}`);
    t.equal((await app.inject(request(route, none))).statusCode, 403, 'no role at all');
  });
}

t.test('a route without roles in the authenticated scope does not come into being', async (t) => {
  const careless = startTestServer(t, {
    authenticated: [async (scope) => void scope.get('/careless', async () => 'everything')],
  });
  await t.rejects(careless, { message: /GET \/api\/v1\/careless .* names no roles/ });
});
