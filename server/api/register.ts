import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import { Alert } from '../contract/alert.js';
import { EventDocument } from '../contract/event.js';
import { RuleException, RuleState } from '../contract/rule-state.js';
import { newSecretKey } from '../identity/secret-box.js';
import { defaultSessionLimits } from '../identity/sessions.js';
import { LoginThrottle } from '../identity/throttle.js';
import { access } from './access.js';
import { accessLog } from './access-log.js';
import { accessibilityRoutes } from './accessibility.js';
import { alertBulkRoutes } from './alert-bulk.js';
import { alertInsightRoutes } from './alert-insights.js';
import { alertViewRoutes } from './alert-views.js';
import { alertRoutes } from './alerts.js';
import { apiTokenRoutes } from './api-tokens.js';
import { auditGrantRoutes } from './audit-grants.js';
import { auditRoomRoutes } from './audit-room.js';
import { auditTrailRoutes } from './audit-trail.js';
import { caseDutyRoutes } from './case-duties.js';
import { caseReportRoutes } from './case-report.js';
import { caseWorkRoutes } from './case-work.js';
import { caseRoutes } from './cases.js';
import { checkRoutes } from './check.js';
import { collectorRoutes } from './collectors.js';
import { complianceRoutes } from './compliance.js';
import type { ApiDeps, RouteDeps } from './deps.js';
import { domainRoutes } from './domains.js';
import { entityRoutes } from './entities.js';
import { errorReplies } from './error-replies.js';
import { eventFieldRoutes } from './event-fields.js';
import { eventRoutes } from './events.js';
import { evidenceRoutes } from './evidence.js';
import { exportRoutes } from './exports.js';
import { guidelineRoutes } from './guidelines.js';
import { healthRoutes } from './health.js';
import { newIdentityState } from './identity-context.js';
import { indicatorRoutes } from './indicators.js';
import { ismsRoutes } from './isms.js';
import { isoRoutes } from './iso.js';
import { liveRoutes, webSockets } from './live.js';
import { memberRoutes } from './members.js';
import { merkleRoutes } from './merkle.js';
import { modellingRoutes } from './modelling.js';
import { notificationRoutes } from './notifications.js';
import { oidcRoutes } from './oidc.js';
import { openApi } from './openapi.js';
import { oscalRoutes } from './oscal.js';
import { confirmationRoutes, factorRoutes } from './own-account.js';
import { ownRuleRoutes } from './own-rules.js';
import { ownSessionRoutes } from './own-sessions.js';
import { personSearchRoutes } from './person-search.js';
import { planRoutes } from './plan.js';
import { protectionNeedRoutes } from './protection-needs.js';
import { pseudonymRoutes } from './pseudonyms.js';
import { defaultRequestLimits, rateLimits } from './rate-limits.js';
import { named } from './references.js';
import { relationRoutes } from './relations.js';
import { retentionRoutes } from './retention.js';
import { revealRoutes } from './reveals.js';
import { riskRoutes } from './risk.js';
import { ruleCoverageRoutes } from './rule-coverage.js';
import { ruleDraftRoutes } from './rule-drafts.js';
import { ruleImportRoutes } from './rule-imports.js';
import { ruleStateRoutes } from './rule-states.js';
import { ruleTrialRoutes } from './rule-trials.js';
import { ruleRoutes } from './rules.js';
import { savedSearchRoutes } from './saved-searches.js';
import { scanRoutes } from './scans.js';
import { schemaValidation } from './schema-validation.js';
import { securityHeaders } from './security-headers.js';
import { loginRoutes, sessionRoutes } from './session.js';
import { signalDrillRoutes } from './signal-drills.js';
import { signalSourceRoutes } from './signal-sources.js';
import { signalRoutes } from './signals.js';
import { sourceRoutes } from './sources.js';
import { dashboard } from './static.js';
import { structureImportRoutes } from './structure-import.js';
import { systemRoutes } from './system.js';
import { targetObjectRoutes } from './target-objects.js';
import { tenantRoutes } from './tenants.js';
import { userRoutes } from './users.js';

/**
 * Registers the whole API below /api and the dashboard at /. Make the server with `disableRequestLogging: true`.
 * @param app a server on which no route is registered yet that the API's hooks should reach
 * @param given what the API serves from
 */
export async function registerApi(app: FastifyInstance, given: ApiDeps): Promise<void> {
  const deps: RouteDeps = {
    ...given,
    sessionLimits: given.sessionLimits ?? defaultSessionLimits,
    requireSecondFactor: given.requireSecondFactor ?? 'none',
    secretKey: given.secretKey ?? newSecretKey(),
    localLogin: given.localLogin ?? true,
    identity: newIdentityState(),
    throttle: new LoginThrottle(given.throttleLimits),
    now: given.now ?? Date.now,
  };
  await app.register(accessLog);
  await app.register(errorReplies);
  await app.register(schemaValidation);
  await app.register(securityHeaders, { https: deps.cookieSecure === true });
  await app.register(cookie);
  await app.register(webSockets);
  await app.register(rateLimits, { limits: deps.requestLimits ?? defaultRequestLimits });
  await app.register(openApi, { version: deps.version });
  for (const schema of [Alert, EventDocument, RuleException, RuleState]) app.addSchema(named(schema));

  await app.register(publicScope, { prefix: '/api/v1', deps });
  await app.register(authenticatedScope, { prefix: '/api/v1', deps });
  await app.register(dashboard, { folder: deps.dashboard });
}

async function publicScope(scope: FastifyInstance, { deps }: { deps: RouteDeps }): Promise<void> {
  scope.removeContentTypeParser('text/plain');
  scope.addHook('onRequest', scope.limitAddress);
  await scope.register(healthRoutes, { deps });
  await scope.register(accessibilityRoutes, { deps });
  await scope.register(loginRoutes, { deps });
  await scope.register(oidcRoutes, { deps });
}

async function authenticatedScope(scope: FastifyInstance, { deps }: { deps: RouteDeps }): Promise<void> {
  scope.removeContentTypeParser('text/plain');
  scope.addHook('onRequest', scope.limitAddress);
  await scope.register(access, { deps });
  scope.addHook('onRequest', scope.limitSession);
  await scope.register(sessionRoutes, { deps });
  await scope.register(confirmationRoutes, { deps });
  await scope.register(factorRoutes, { deps });
  await scope.register(ownSessionRoutes, { deps });
  await scope.register(alertRoutes, { deps });
  await scope.register(alertInsightRoutes, { deps });
  await scope.register(entityRoutes, { deps });
  await scope.register(alertBulkRoutes, { deps });
  await scope.register(alertViewRoutes, { deps });
  await scope.register(caseRoutes, { deps });
  await scope.register(caseWorkRoutes, { deps });
  await scope.register(caseDutyRoutes, { deps });
  await scope.register(caseReportRoutes, { deps });
  await scope.register(eventRoutes, { deps });
  await scope.register(eventFieldRoutes, { deps });
  await scope.register(savedSearchRoutes, { deps });
  await scope.register(indicatorRoutes, { deps });
  await scope.register(ruleRoutes, { deps });
  await scope.register(ruleStateRoutes, { deps });
  await scope.register(ruleTrialRoutes, { deps });
  await scope.register(ruleDraftRoutes, { deps });
  await scope.register(ruleCoverageRoutes, { deps });
  await scope.register(ownRuleRoutes, { deps });
  await scope.register(ruleImportRoutes, { deps });
  await scope.register(sourceRoutes, { deps });
  await scope.register(collectorRoutes, { deps });
  await scope.register(apiTokenRoutes, { deps });
  await scope.register(userRoutes, { deps });
  await scope.register(tenantRoutes, { deps });
  await scope.register(memberRoutes, { deps });
  await scope.register(retentionRoutes, { deps });
  await scope.register(notificationRoutes, { deps });
  await scope.register(systemRoutes, { deps });
  await scope.register(pseudonymRoutes, { deps });
  await scope.register(revealRoutes, { deps });
  await scope.register(personSearchRoutes, { deps });
  await scope.register(ismsRoutes, { deps });
  await scope.register(domainRoutes, { deps });
  await scope.register(targetObjectRoutes, { deps });
  await scope.register(structureImportRoutes, { deps });
  await scope.register(relationRoutes, { deps });
  await scope.register(protectionNeedRoutes, { deps });
  await scope.register(modellingRoutes, { deps });
  await scope.register(checkRoutes, { deps });
  await scope.register(complianceRoutes, { deps });
  await scope.register(riskRoutes, { deps });
  await scope.register(planRoutes, { deps });
  await scope.register(isoRoutes, { deps });
  await scope.register(auditGrantRoutes, { deps });
  await scope.register(auditRoomRoutes, { deps });
  await scope.register(auditTrailRoutes, { deps });
  await scope.register(signalRoutes, { deps });
  await scope.register(signalSourceRoutes, { deps });
  await scope.register(signalDrillRoutes, { deps });
  await scope.register(evidenceRoutes, { deps });
  await scope.register(merkleRoutes, { deps });
  await scope.register(guidelineRoutes, { deps });
  await scope.register(exportRoutes, { deps });
  await scope.register(scanRoutes, { deps });
  await scope.register(oscalRoutes, { deps });
  await scope.register(liveRoutes, { deps });
  for (const plugin of deps.authenticated ?? []) await scope.register(plugin);
}
