import type { Event } from '../../contract/event.js';
import { ipAddress } from '../ip.js';
import type { JsonObject } from './object.js';
import { objectAt } from './object.js';

/** A log in JSON whose records keep their names; only where rules find them has to be told. */
interface KnownLog {
  dataset: string;
  is(document: JsonObject): boolean;
  /** Fields that the columns are taken from, the first that has a text. */
  action: readonly string[];
  user: readonly string[];
  source: readonly string[];
  host?: readonly string[];
}

const text = (value: unknown): value is string => typeof value === 'string';

const logs: readonly KnownLog[] = [
  {
    dataset: 'kubernetes.audit',
    is: ({ kind, apiVersion }) =>
      kind === 'Event' && text(apiVersion) && apiVersion.startsWith('audit.k8s.io/'),
    action: ['verb'],
    user: ['user.username'],
    source: ['sourceIPs'],
  },
  {
    dataset: 'aws.cloudtrail',
    is: ({ eventSource, eventName, awsRegion }) =>
      text(eventName) && text(awsRegion) && text(eventSource) && eventSource.endsWith('.amazonaws.com'),
    action: ['eventName'],
    user: ['userIdentity.userName', 'userIdentity.arn'],
    source: ['sourceIPAddress'],
  },
  {
    dataset: 'gcp.audit',
    is: (document) => text(document['logName']) && text(objectAt(document, 'protoPayload')?.['methodName']),
    action: ['protoPayload.methodName'],
    user: ['protoPayload.authenticationInfo.principalEmail'],
    source: ['protoPayload.requestMetadata.callerIp'],
  },
  {
    dataset: 'okta.okta',
    is: (document) =>
      text(document['eventType']) && text(document['published']) && objectAt(document, 'actor') !== undefined,
    action: ['eventType'],
    user: ['actor.alternateId'],
    source: ['client.ipAddress'],
  },
  {
    dataset: 'github.audit',
    is: ({ action, actor, org, repo, _document_id: id }) =>
      text(action) && text(actor) && (text(id) || text(org) || text(repo)) && action.includes('.'),
    action: ['action'],
    user: ['actor'],
    source: ['actor_ip'],
  },
  {
    dataset: 'bitbucket.audit',
    is: (document) =>
      text(objectAt(document, 'auditType')?.['action']) &&
      text(objectAt(document, 'auditType')?.['category']),
    action: ['auditType.action'],
    user: ['author.name'],
    source: ['source'],
  },
  {
    dataset: 'onelogin.onelogin.events',
    is: ({ event_type_id: type, account_id: account }) => typeof type === 'number' && account !== undefined,
    action: ['event_type_id'],
    user: ['user_name'],
    source: ['ipaddr'],
  },
  {
    dataset: 'opencanary.log',
    is: ({ logtype, node_id: node, logdata }) =>
      typeof logtype === 'number' && text(node) && logdata !== undefined,
    action: ['logtype'],
    user: ['logdata.USERNAME'],
    source: ['src_host'],
    host: ['node_id'],
  },
];
const zeekPath = /^[a-z][a-z0-9_]{1,30}$/;

/**
 * Tells the logs of clouds, Kubernetes, Zeek and OpenCanary by what their records hold, and fills the columns that
 * they have in common.
 * @param event as the generic reader made it
 */
export function applyKnown(event: Event, document: JsonObject): void {
  const log = logs.find(({ is }) => is(document));
  if (log !== undefined) {
    setDataset(event, log.dataset);
    const action = first(event, log.action);
    if (action !== undefined) event['event.action'] ??= action;
    const user = first(event, log.user);
    if (user !== undefined) event['user.name'] ??= user;
    const source = ipAddress(first(event, log.source));
    if (source !== undefined) event['source.ip'] ??= source;
    const host = first(event, log.host ?? []);
    if (host !== undefined) event['host.name'] = host;
    return;
  }
  const { _path: path, uid } = document;
  if (text(path) && text(uid) && zeekPath.test(path)) {
    setDataset(event, `zeek.${path}`);
    const source = ipAddress(first(event, ['id.orig_h']));
    const destination = ipAddress(first(event, ['id.resp_h']));
    if (source !== undefined) event['source.ip'] ??= source;
    if (destination !== undefined) event['destination.ip'] ??= destination;
    event['event.category'] ??= 'network';
  }
}

function setDataset(event: Event, dataset: string): void {
  event['event.module'] = dataset.slice(0, dataset.indexOf('.'));
  event['event.dataset'] = dataset;
}

function first(event: Event, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = event.fields[name];
    const one = Array.isArray(value) ? value[0] : value;
    if (text(one) && one !== '') return one;
    if (typeof one === 'number') return String(one);
  }
  return undefined;
}
