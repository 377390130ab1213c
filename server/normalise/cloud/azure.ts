import type { Event } from '../../contract/event.js';
import { flatten } from '../json/flatten.js';
import { type JsonObject, objectAt } from '../json/object.js';
import { applyActivity } from './azure-activity.js';
import { applyDirectoryAudit } from './entra-audit.js';
import { applyRisk } from './entra-risk.js';
import { applySignIn } from './entra-sign-in.js';

/** The datasets of Azure and Entra, named after Sigma's services. */
export type AzureLog = 'signinlogs' | 'auditlogs' | 'activitylogs' | 'riskdetection' | 'pim';

/** Categories of diagnostic settings, and tables of Log Analytics (in lower case). */
const categories: Record<string, AzureLog> = {
  signinlogs: 'signinlogs',
  noninteractiveusersigninlogs: 'signinlogs',
  serviceprincipalsigninlogs: 'signinlogs',
  managedidentitysigninlogs: 'signinlogs',
  adfssigninlogs: 'signinlogs',
  aadnoninteractiveusersigninlogs: 'signinlogs',
  aadserviceprincipalsigninlogs: 'signinlogs',
  aadmanagedidentitysigninlogs: 'signinlogs',
  auditlogs: 'auditlogs',
  userriskevents: 'riskdetection',
  aaduserriskevents: 'riskdetection',
  riskdetections: 'riskdetection',
  azureactivity: 'activitylogs',
  administrative: 'activitylogs',
  security: 'activitylogs',
  policy: 'activitylogs',
};

/**
 * @returns which log of Azure or Entra a JSON object is of: as the Graph API gives it, as diagnostic settings send it
 * (to Event Hubs or storage), or as a row of Log Analytics; undefined when of none
 */
export function azureLog(document: JsonObject): AzureLog | undefined {
  const { time, TimeGenerated, category, Category, Type, operationName, OperationName } = document;
  if (typeof time === 'string' || typeof TimeGenerated === 'string') {
    const named = typeof Type === 'string' ? Type : (category ?? Category);
    const azure = document['resourceId'] ?? document['ResourceId'] ?? document['_ResourceId'] ?? Type;
    if (
      typeof named === 'string' &&
      azure !== undefined &&
      (operationName ?? OperationName ?? Type) !== undefined
    ) {
      const name = named.toLowerCase();
      return Object.hasOwn(categories, name) ? categories[name] : undefined;
    }
  }
  return graphLog(document);
}

function graphLog(document: JsonObject): AzureLog | undefined {
  if (typeof document['activityDisplayName'] === 'string' && document['activityDateTime'] !== undefined) {
    return 'auditlogs';
  }
  if (typeof document['riskEventType'] === 'string') return 'riskdetection';
  if (document['createdDateTime'] !== undefined && document['appDisplayName'] !== undefined) {
    return document['status'] !== undefined || document['clientAppUsed'] !== undefined
      ? 'signinlogs'
      : undefined;
  }
  if (typeof document['alertType'] === 'string' && /AlertI|AlertC/.test(document['alertType'])) return 'pim';
  return undefined;
}

type Reader = (event: Event, record: JsonObject, envelope: JsonObject) => void;

const readers: Record<AzureLog, Reader> = {
  signinlogs: applySignIn,
  auditlogs: applyDirectoryAudit,
  activitylogs: applyActivity,
  riskdetection: applyRisk,
  pim: applyRisk,
};

/**
 * Fills `event` from a record of Azure or Entra. All fields keep their names, nested ones with dots; diagnostic
 * settings put most of them under `properties.`.
 */
export function applyAzure(event: Event, document: JsonObject, log: AzureLog): void {
  flatten(document, '', event.fields);
  event['event.module'] = 'azure';
  event['event.dataset'] = `azure.${log}`;
  event['host.name'] = 'entra';
  readers[log](event, objectAt(document, 'properties') ?? document, document);
}
