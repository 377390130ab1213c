import type { Event } from '../../contract/event.js';
import type { JsonObject } from '../json/object.js';
import { addTargets } from './audit-targets.js';
import { listOf, objectOf, setAccount, setAddress, setTime, textOf } from './microsoft-columns.js';
import { namedValues } from './named-values.js';

/**
 * Columns of a change in Entra (Graph `directoryAudit`). What changed lies in lists inside lists; it is also given as
 * lists of texts under `targets.` (`targets.displayName`, `targets.property`, `targets.newValue`, `targets.oldValue`),
 * and as `ModifiedProperties.<name>.newValue`. `audit.status` holds result and reason.
 */
export function applyDirectoryAudit(event: Event, record: JsonObject, envelope: JsonObject): void {
  const both = [record, envelope];
  // Entra writes some activities with a blank at the end.
  const action = textOf(
    both,
    'activityDisplayName',
    'ActivityDisplayName',
    'operationName',
    'OperationName',
  )?.trim();
  if (action !== undefined) {
    event['event.action'] = action;
    event.message = action;
  }
  event['event.category'] = 'iam';
  const result = textOf(both, 'result', 'Result')?.toLowerCase();
  if (result === 'success' || result === 'failure') event['event.outcome'] = result;
  const reason = textOf(both, 'resultReason', 'ResultReason');
  event.fields['audit.status'] = [result, reason].filter((text) => text !== undefined);
  setTime(
    event,
    textOf(both, 'activityDateTime', 'ActivityDateTime'),
    textOf([envelope], 'time', 'TimeGenerated'),
  );
  initiator(event, objectOf(both, 'initiatedBy', 'InitiatedBy') ?? {}, envelope);
  addTargets(event, listOf(both, 'targetResources', 'TargetResources'));
  namedValues(event, listOf(both, 'additionalDetails', 'AdditionalDetails'), 'additionalDetails');
}

function initiator(event: Event, by: JsonObject, envelope: JsonObject): void {
  const user = objectOf([by], 'user') ?? {};
  const app = objectOf([by], 'app') ?? {};
  const name = textOf([user], 'userPrincipalName', 'displayName') ?? textOf([app], 'displayName', 'appId');
  setAccount(event, name ?? textOf([envelope], 'identity', 'Identity'));
  setAddress(event, textOf([user], 'ipAddress') ?? textOf([envelope], 'callerIpAddress'));
}
