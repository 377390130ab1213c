import type { InjectOptions } from 'fastify';
import t from 'tap';
import { compilers } from '../../server/api/schema-validation.js';
import { type Role, roles } from '../../server/contract/identity.js';
import { startTestServer } from './test-server.js';

const everyone = roles;
/** Of a tenant, and what each is there for. */
const watchers = ['admin', 'analyst', 'isb', 'auditor'] as const;
const keepers = [...watchers, 'dpo'] as const;
const admin = ['admin'] as const;
const provider = ['provider'] as const;
const caseReaders = ['admin', 'analyst', 'isb', 'dpo'] as const;
const ismsReaders = ['admin', 'analyst', 'isb'] as const;
const tokenOwners = ['admin', 'analyst', 'isb', 'auditor', 'dpo'] as const;
const id = '018f0000-0000-7000-8000-000000000000';

/** Who may call what. A route without a row, and a row without a route, fails. */
const table: Record<string, readonly Role[] | 'public'> = {
  'GET /api/openapi.json': 'public',
  'GET /api/v1/health': 'public',
  'GET /api/v1/accessibility': 'public',
  'POST /api/v1/session': 'public',
  'GET /api/v1/session/methods': 'public',
  'GET /api/v1/session/oidc': 'public',
  'GET /api/v1/session/oidc/callback': 'public',
  'GET /api/v1/session/oidc/logout': 'public',
  'POST /api/v1/session/second-factor': 'public',
  'POST /api/v1/session/passkey/options': 'public',
  'POST /api/v1/session/passkey': 'public',
  'POST /api/v1/session/confirm/options': everyone,
  'POST /api/v1/session/confirm': everyone,
  'GET /api/v1/session/factors': everyone,
  'POST /api/v1/session/totp': everyone,
  'PUT /api/v1/session/totp': everyone,
  'DELETE /api/v1/session/totp': everyone,
  'POST /api/v1/session/passkeys/options': everyone,
  'POST /api/v1/session/passkeys': everyone,
  'PATCH /api/v1/session/passkeys/{id}': everyone,
  'DELETE /api/v1/session/passkeys/{id}': everyone,
  'POST /api/v1/session/recovery-codes': everyone,
  'GET /api/v1/sessions': everyone,
  'DELETE /api/v1/sessions': everyone,
  'DELETE /api/v1/sessions/{id}': everyone,
  'GET /api/v1/session': everyone,
  'POST /api/v1/session/password': everyone,
  'DELETE /api/v1/session': everyone,
  'GET /api/v1/alerts': watchers,
  'GET /api/v1/alerts/{id}': watchers,
  'PATCH /api/v1/alerts/{id}': ['admin', 'analyst'],
  'GET /api/v1/cases': caseReaders,
  'POST /api/v1/cases': ['admin', 'analyst'],
  'GET /api/v1/cases/clocks': caseReaders,
  'GET /api/v1/cases/deadlines': caseReaders,
  'POST /api/v1/cases/deadlines': ['admin', 'isb'],
  'PUT /api/v1/cases/deadlines/{id}': ['admin', 'isb'],
  'GET /api/v1/cases/{id}': caseReaders,
  'PATCH /api/v1/cases/{id}': ['admin', 'analyst'],
  'POST /api/v1/cases/{id}/state': ['admin', 'analyst'],
  'POST /api/v1/cases/{id}/alerts': ['admin', 'analyst'],
  'DELETE /api/v1/cases/{id}/alerts/{alert}': ['admin', 'analyst'],
  'POST /api/v1/cases/{id}/timeline': ['admin', 'analyst', 'isb'],
  'POST /api/v1/cases/{id}/tasks': ['admin', 'analyst'],
  'PATCH /api/v1/cases/{id}/tasks/{task}': ['admin', 'analyst'],
  'POST /api/v1/cases/{id}/evidence': ['admin', 'analyst'],
  'POST /api/v1/cases/{id}/duties': ['admin', 'analyst', 'isb'],
  'GET /api/v1/cases/{id}/draft': caseReaders,
  'GET /api/v1/cases/{id}/report': caseReaders,
  'POST /api/v1/cases/{id}/reports': ['admin', 'analyst', 'isb'],
  'POST /api/v1/cases/{id}/reports/{report}/withdraw': ['admin', 'analyst', 'isb'],
  'POST /api/v1/cases/{id}/lessons': ['admin', 'analyst', 'isb'],
  'POST /api/v1/cases/{id}/lessons/{lesson}/raise': ['admin', 'isb'],
  'GET /api/v1/alerts/{id}/reasons': watchers,
  'GET /api/v1/alerts/{id}/similar': watchers,
  'PUT /api/v1/alerts/{id}/steps/{step}': ['admin', 'analyst'],
  'GET /api/v1/entities': ismsReaders,
  'POST /api/v1/alerts/{id}/comments': ['admin', 'analyst'],
  'GET /api/v1/alerts/count': watchers,
  'GET /api/v1/alerts/assignees': ['admin', 'analyst'],
  'POST /api/v1/alerts/bulk': ['admin', 'analyst'],
  'POST /api/v1/alerts/undo': ['admin', 'analyst'],
  'GET /api/v1/alert-views': watchers,
  'POST /api/v1/alert-views': watchers,
  'PUT /api/v1/alert-views/default': watchers,
  'DELETE /api/v1/alert-views/{id}': watchers,
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
  'GET /api/v1/rules': watchers,
  'GET /api/v1/rules/{id}': watchers,
  'PATCH /api/v1/rules/{id}/state': ['admin', 'analyst'],
  'POST /api/v1/rules/{id}/exceptions': ['admin', 'analyst'],
  'PUT /api/v1/rules/{id}/exceptions/{exception}': ['admin', 'analyst'],
  'DELETE /api/v1/rules/{id}/exceptions/{exception}': ['admin', 'analyst'],
  'POST /api/v1/rules/{id}/exceptions/preview': ['admin', 'analyst'],
  'POST /api/v1/rules/{id}/release': provider,
  'POST /api/v1/rules/reload': provider,
  'GET /api/v1/system': ['provider', 'admin'],
  'POST /api/v1/system/backups': provider,
  'POST /api/v1/rules/test': ['admin', 'analyst', 'auditor'],
  'GET /api/v1/rules/coverage': watchers,
  'GET /api/v1/rules/coverage/navigator': watchers,
  'GET /api/v1/rules/coverage/csv': watchers,
  'GET /api/v1/rule-imports/sources': provider,
  'POST /api/v1/rule-imports': provider,
  'GET /api/v1/rule-imports/{id}': provider,
  'GET /api/v1/rule-imports/{id}/texts': provider,
  'POST /api/v1/rule-imports/{id}/apply': provider,
  'POST /api/v1/rule-sets/{name}/undo': provider,
  'GET /api/v1/own-rules': watchers,
  'GET /api/v1/own-rules/{id}': watchers,
  'POST /api/v1/own-rules/check': ['admin', 'analyst', 'auditor'],
  'POST /api/v1/own-rules': ['admin', 'analyst'],
  'PUT /api/v1/own-rules/{id}': ['admin', 'analyst'],
  'PUT /api/v1/own-rules/{id}/in-force': ['admin', 'analyst'],
  'PUT /api/v1/own-rules/review': admin,
  'POST /api/v1/rules/draft': ['admin', 'analyst', 'auditor'],
  'POST /api/v1/rules/backtests': ['admin', 'analyst', 'auditor'],
  'GET /api/v1/rules/backtests/{id}': ['admin', 'analyst', 'auditor'],
  'DELETE /api/v1/rules/backtests/{id}': ['admin', 'analyst', 'auditor'],
  'PATCH /api/v1/rule-sets/{name}': admin,
  'GET /api/v1/sources': keepers,
  'GET /api/v1/sources/summary': keepers,
  'GET /api/v1/sources/detail': keepers,
  'GET /api/v1/sources/skew': keepers,
  'GET /api/v1/collectors': admin,
  'POST /api/v1/collectors': admin,
  'DELETE /api/v1/collectors/{id}': admin,
  'GET /api/v1/collectors/{id}/inputs': admin,
  'PUT /api/v1/collectors/{id}/inputs': admin,
  'PATCH /api/v1/collectors/{id}': admin,
  'POST /api/v1/collectors/{id}/credentials': admin,
  'GET /api/v1/api-tokens': tokenOwners,
  'POST /api/v1/api-tokens': tokenOwners,
  'DELETE /api/v1/api-tokens/{id}': tokenOwners,
  'GET /api/v1/users': provider,
  'POST /api/v1/users': provider,
  'PATCH /api/v1/users/{id}': provider,
  'GET /api/v1/tenants': ['provider', 'admin'],
  'POST /api/v1/tenants': provider,
  'PATCH /api/v1/tenants/{id}': provider,
  'DELETE /api/v1/users/{id}/sessions': provider,
  'DELETE /api/v1/tenants/{id}': provider,
  'GET /api/v1/tenants/{id}/members': ['provider', 'admin'],
  'POST /api/v1/tenants/{id}/members': ['provider', 'admin'],
  'PATCH /api/v1/tenants/{id}/members/{account}': ['provider', 'admin'],
  'DELETE /api/v1/tenants/{id}/members/{account}': ['provider', 'admin'],
  'GET /api/v1/pseudonyms': ['admin', 'analyst', 'dpo', 'staff_council'],
  'PUT /api/v1/pseudonyms/proposal': admin,
  'DELETE /api/v1/pseudonyms/proposal': ['admin', 'dpo', 'staff_council'],
  'POST /api/v1/pseudonyms/proposal/accept': ['dpo', 'staff_council'],
  'PUT /api/v1/pseudonyms/passphrase': ['admin', 'analyst', 'dpo', 'staff_council'],
  'POST /api/v1/pseudonyms/lookup': ['dpo'],
  'POST /api/v1/pseudonyms/subject-access': ['dpo'],
  'GET /api/v1/reveals': ['analyst', 'dpo', 'staff_council'],
  'POST /api/v1/reveals': ['analyst'],
  'POST /api/v1/reveals/{id}/view': ['analyst'],
  'POST /api/v1/reveals/{id}/approve': ['dpo', 'staff_council'],
  'POST /api/v1/reveals/{id}/refuse': ['dpo', 'staff_council'],
  'GET /api/v1/reveals/report': ['dpo', 'staff_council'],
  'GET /api/v1/reveals/report/export': ['dpo', 'staff_council'],
  'GET /api/v1/retention': keepers,
  'PUT /api/v1/retention/policy': admin,
  'POST /api/v1/retention/holds': admin,
  'POST /api/v1/retention/holds/{id}/lift': admin,
  'GET /api/v1/retention/deletions': keepers,
  'GET /api/v1/notifications/channels': ['admin', 'analyst'],
  'POST /api/v1/notifications/channels': admin,
  'PUT /api/v1/notifications/channels/{id}': admin,
  'DELETE /api/v1/notifications/channels/{id}': admin,
  'POST /api/v1/notifications/channels/{id}/test': admin,
  'GET /api/v1/notifications/plan': ['admin', 'analyst'],
  'PUT /api/v1/notifications/plan': admin,
  'POST /api/v1/notifications/preview': ['admin', 'analyst'],
  'GET /api/v1/notifications/holidays': ['admin', 'analyst'],
  'GET /api/v1/notifications/letters': ['admin', 'analyst'],
  'GET /api/v1/notifications/notices': ['admin', 'analyst'],
  'POST /api/v1/notifications/letters/{id}/resend': admin,
  'POST /api/v1/notifications/letters/{id}/discard': admin,
  'GET /api/v1/live': watchers,
  'GET /api/v1/isms/catalogs': ismsReaders,
  'POST /api/v1/isms/catalogs': provider,
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
  'POST /api/v1/isms/target-objects/bulk': ['admin', 'isb'],
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
  'GET /api/v1/isms/compliance/attention': ismsReaders,
  'GET /api/v1/isms/compliance/heat-map': ismsReaders,
  'GET /api/v1/isms/compliance/objects': ismsReaders,
  'GET /api/v1/isms/compliance/requirements': ismsReaders,
  'GET /api/v1/isms/compliance/trend': ismsReaders,
  'GET /api/v1/isms/management': ismsReaders,
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
  'GET /api/v1/isms/risks': ismsReaders,
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
  'GET /api/v1/isms/audits/{id}/packages': ['admin', 'isb'],
  'POST /api/v1/isms/audits/{id}/packages': ['admin', 'isb'],
  'POST /api/v1/isms/package-releases/{id}/withdraw': ['admin', 'isb'],
  'GET /api/v1/isms/audits/{id}/samples': ['admin', 'isb'],
  'GET /api/v1/isms/audits/{id}/accesses': ['admin', 'isb'],
  'GET /api/v1/isms/audit-room': ['auditor'],
  'GET /api/v1/isms/audit-room/{grant}': ['auditor'],
  'GET /api/v1/isms/audit-room/{grant}/requirements': ['auditor'],
  'GET /api/v1/isms/audit-room/{grant}/requirement': ['auditor'],
  'GET /api/v1/isms/audit-room/{grant}/evidence/{evidence}': ['auditor'],
  'GET /api/v1/isms/audit-room/{grant}/evidence/{evidence}/view': ['auditor'],
  'GET /api/v1/isms/audit-room/{grant}/evidence/{evidence}/file': ['auditor'],
  'GET /api/v1/isms/audit-room/{grant}/records': ['auditor'],
  'GET /api/v1/isms/audit-room/{grant}/records/export': ['auditor'],
  'GET /api/v1/isms/audit-room/{grant}/packages': ['auditor'],
  'GET /api/v1/isms/audit-room/{grant}/packages/{release}/file': ['auditor'],
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
  'GET /api/v1/isms/evidence/{id}/display': ismsReaders,
  'GET /api/v1/isms/evidence/{id}/view': ismsReaders,
  'POST /api/v1/isms/audit-packages': ['admin', 'isb'],
  'GET /api/v1/audit-trail': ['provider', 'admin', 'dpo'],
  'GET /api/v1/audit-trail/export': ['provider', 'admin', 'dpo'],
  'GET /api/v1/log': keepers,
  'GET /api/v1/log/heads': keepers,
  'GET /api/v1/isms/audit-packages': ['admin', 'isb'],
  'POST /api/v1/log/heads': ['admin', 'isb'],
  'GET /api/v1/log/leaves': ismsReaders,
  'GET /api/v1/log/inclusion/{position}': ismsReaders,
  'GET /api/v1/log/consistency': keepers,
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

/** Ends sessions or changes what the account logs in with: nobody else can use the account any more. */
const endsSessions = /^(?!GET ).*\/(session|account)/;
const shared = new Map<string, Promise<string>>();
/** @returns the cookie of an account with these roles */
function cookieFor(route: string, ...held: (typeof roles)[number][]): Promise<string> {
  if (endsSessions.test(route)) return server.logIn(`${held} ${route}`, ...held);
  const cookie = shared.get(`${held}`) ?? server.logIn(`shared ${held}`, ...held);
  shared.set(`${held}`, cookie);
  return cookie;
}

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
      const cookie = await cookieFor(route, role);
      const { statusCode, body } = await app.inject(request(route, cookie));
      if (allowed.includes(role)) t.notMatch(body, /"code":"(FORBIDDEN|UNAUTHENTICATED)"/, role);
      else {
        t.equal(statusCode, 403, role);
        t.match(body, 'FORBIDDEN');
      }
    }
    const none = await cookieFor(route);
    t.equal((await app.inject(request(route, none))).statusCode, 403, 'no role at all');
  });
}

t.test('a route without roles in the authenticated scope does not come into being', async (t) => {
  const careless = startTestServer(t, {
    authenticated: [async (scope) => void scope.get('/careless', async () => 'everything')],
  });
  await t.rejects(careless, { message: /GET \/api\/v1\/careless .* names no roles/ });
});
