import type { Event } from '../../contract/event.js';
import type { JsonObject } from '../json/object.js';
import { objectOf, setAccount, setAddress, setTime, textOf } from './microsoft-columns.js';

const upn = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn';

/** Columns of an operation on a resource of Azure (activity log). */
export function applyActivity(event: Event, record: JsonObject, envelope: JsonObject): void {
  const both = [envelope, record];
  const action = textOf(both, 'operationName', 'OperationNameValue', 'OperationName');
  if (action !== undefined) {
    event['event.action'] = action;
    event.message = action;
  }
  event['event.category'] = 'configuration';
  event['host.name'] = 'azure';
  const result = textOf(both, 'resultType', 'ActivityStatusValue', 'ResultType')?.toLowerCase() ?? '';
  if (/^(?:success|succeeded|start|started|accept)/.test(result)) event['event.outcome'] = 'success';
  else if (/^fail/.test(result)) event['event.outcome'] = 'failure';
  setTime(event, textOf([envelope], 'time', 'TimeGenerated'));
  setAddress(event, textOf(both, 'callerIpAddress', 'CallerIpAddress'));
  const claims = objectOf([objectOf([envelope], 'identity') ?? {}], 'claims') ?? {};
  setAccount(event, textOf(both, 'Caller', 'caller') ?? textOf([claims], upn, 'name', 'appid'));
}
