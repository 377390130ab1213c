import type { Event } from '../../contract/event.js';
import { setDataset, setEnd, setKind, setPair, setUser } from '../device/columns.js';
import { keyEnd } from '../device/pairs.js';
import { Unparsable } from '../draft.js';
import { flatten } from '../json/flatten.js';
import type { JsonObject } from '../json/object.js';

const logger = '[org.keycloak.events]';

/** Whether the text is a line of Keycloak's logger for events, in the console or syslog format. */
export function isKeycloak(text: string): boolean {
  const at = text.indexOf(logger);
  return at >= 0 && at < 200;
}

/**
 * Reads an event of Keycloak as its logger `org.keycloak.events` writes it: `type="LOGIN_ERROR", realmId="...",
 * ipAddress="203.0.113.5", error="invalid_user_credentials", username="anna"`, older without quotes.
 * @throws Unparsable when neither a type nor an operation stands behind the logger's name
 */
export function keycloak(event: Event, text: string): void {
  setDataset(event, 'keycloak', 'log');
  const at = text.indexOf(logger);
  const from = at < 0 ? 0 : at + logger.length;
  const begins = /^ *(?:\([^)]{1,100}\) )?(?=(?:type|operationType)=)/.exec(text.slice(from, from + 200));
  if (begins === null) {
    if (at >= 0) throw new Unparsable('Keycloak: neither type= nor operationType= behind the logger', from);
    return;
  }
  pairsOf(event, text, from + begins[0].length);
  columns(event);
}

/** Reads `key="value", key=value`; within quotes a backslash stands before a quote. */
function pairsOf(event: Event, text: string, from: number): void {
  let at = from;
  while (at < text.length) {
    const equals = keyEnd(text, at);
    let end = text.indexOf(', ', at);
    if (end < 0) end = text.length;
    if (equals >= 0 && equals < end) {
      const quoted = text.charCodeAt(equals + 1) === 34;
      if (quoted) end = closingQuote(text, equals + 2);
      const value = text.slice(equals + (quoted ? 2 : 1), end);
      if (value !== 'null') setPair(event, text.slice(at, equals), value);
      if (quoted) end++;
    }
    at = text.startsWith(', ', end) ? end + 2 : end + 1;
  }
}

/** @returns index of the quote that ends a value, or the text's length */
function closingQuote(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 34) return i;
    if (c === 92) i++;
  }
  return text.length;
}

/** Whether a JSON object is an event or an administrative event of Keycloak. */
export function isKeycloakEvent(document: JsonObject): boolean {
  const { realmId, type, operationType, clientId, resourceType, authDetails } = document;
  if (typeof realmId !== 'string') return false;
  if (typeof type === 'string')
    return /^[A-Z0-9_]{3,60}$/.test(type) && (clientId !== undefined || 'ipAddress' in document);
  return typeof operationType === 'string' && (typeof resourceType === 'string' || authDetails !== undefined);
}

/** Reads an event in JSON, as listeners and the admin interface give it. */
export function applyKeycloak(event: Event, document: JsonObject): void {
  flatten(document, '', event.fields);
  for (const name of ['username', 'auth_method', 'ipAddress', 'userId', 'clientId']) {
    const nested = event.fields[`details.${name}`] ?? event.fields[`authDetails.${name}`];
    if (typeof nested === 'string' && event.fields[name] === undefined) setPair(event, name, nested);
  }
  const { time } = document;
  if (typeof time === 'number' && time > 1e12 && time < 1e14) event['@timestamp'] = time;
  columns(event);
}

const logins = new Set([
  'LOGIN',
  'CODE_TO_TOKEN',
  'CLIENT_LOGIN',
  'IDENTITY_PROVIDER_LOGIN',
  'FEDERATED_IDENTITY_LINK',
  'IDENTITY_PROVIDER_FIRST_LOGIN',
]);
const accounts =
  /^(?:REGISTER|UPDATE_|REMOVE_|RESET_PASSWORD|VERIFY_EMAIL|DELETE_ACCOUNT|GRANT_CONSENT|REVOKE_GRANT|IMPERSONATE|USER_DISABLED_BY)/;

function columns(event: Event): void {
  const { type, operationType, resourceType, error, username, userId, ipAddress, details_username } =
    event.fields as Record<string, string | undefined>;
  setEnd(event, 'source', ipAddress);
  setUser(event, username ?? details_username ?? userId);
  if (type !== undefined) {
    event['event.dataset'] = 'keycloak.event';
    event['event.module'] = 'keycloak';
    event['event.code'] = type;
    const failed = error !== undefined || type.endsWith('_ERROR');
    const base = type.replace(/_ERROR$/, '');
    if (logins.has(base)) setKind(event, 'login', !failed);
    else if (base === 'LOGOUT') setKind(event, 'logout', !failed);
    else if (accounts.test(base)) setKind(event, 'accountChanged', !failed);
    else event['event.outcome'] = failed ? 'failure' : 'success';
    return;
  }
  if (operationType === undefined) return;
  setDataset(event, 'keycloak', 'admin');
  event['event.code'] = operationType;
  const aboutPeople =
    /^(?:USER|GROUP|REALM_ROLE|CLIENT_ROLE|REALM_ROLE_MAPPING|CLIENT_ROLE_MAPPING|GROUP_MEMBERSHIP)$/.test(
      resourceType ?? '',
    );
  setKind(event, aboutPeople ? 'accountChanged' : 'configChanged', error === undefined);
}
