import type { Event } from '../../contract/event.js';
import type { JsonObject } from '../json/object.js';
import { objectOf, setAccount, setAddress, setTime, textOf } from './microsoft-columns.js';

/** Codes that ask for one more step and are no failure of the logon (Entra authentication error codes). */
const interrupted = new Set([
  '50055',
  '50072',
  '50074',
  '50097',
  '50125',
  '50127',
  '50129',
  '50140',
  '50144',
  '51006',
]);

/**
 * Columns of a sign-in to Entra (Graph `signIn`). `source.geo.country_iso_code` is the country that Microsoft found
 * for the address. `signin.status` is what the portal shows: `Success`, `Interrupted` or
 * `Failure`, with the reason and the additional details as further values.
 */
export function applySignIn(event: Event, record: JsonObject, envelope: JsonObject): void {
  const both = [record, envelope];
  const status = objectOf(both, 'status', 'Status') ?? {};
  const code = textOf([status], 'errorCode') ?? textOf([envelope], 'resultType', 'ResultType') ?? '';
  const reason =
    textOf([status], 'failureReason') ?? textOf([envelope], 'resultDescription', 'ResultDescription');
  event['event.category'] = 'authentication';
  event['event.action'] = 'logon';
  if (code !== '') {
    event['event.code'] = code;
    event['event.outcome'] = code === '0' ? 'success' : interrupted.has(code) ? 'unknown' : 'failure';
    const word = code === '0' ? 'Success' : interrupted.has(code) ? 'Interrupted' : 'Failure';
    const details = [reason, textOf([status], 'additionalDetails')].filter((text) => text !== undefined);
    event.fields['signin.status'] = [word, ...details];
  }
  const application = textOf(both, 'appDisplayName', 'AppDisplayName');
  event.message = `Sign-in to ${application ?? 'an application'}${code === '0' || reason === undefined ? '' : `: ${reason}`}`;
  setTime(
    event,
    textOf(both, 'createdDateTime', 'CreatedDateTime'),
    textOf([envelope], 'time', 'TimeGenerated'),
  );
  setAddress(event, textOf(both, 'ipAddress', 'IPAddress', 'callerIpAddress'));
  const country = countryOf(both);
  if (country !== undefined) event.fields['source.geo.country_iso_code'] = country;
  setAccount(
    event,
    textOf(both, 'userPrincipalName', 'UserPrincipalName', 'servicePrincipalName', 'ServicePrincipalName'),
  );
}

/** Graph has `location.countryOrRegion`; Log Analytics has the country as `Location`. */
function countryOf(both: readonly JsonObject[]): string | undefined {
  const place = objectOf(both, 'location', 'LocationDetails');
  return (place && textOf([place], 'countryOrRegion')) ?? textOf(both, 'Location', 'location');
}
