import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../../server/contract/package-root.js';
import type { SampleRecord } from './samples.js';

type Json = Record<string, unknown>;

/** What stands in test/rules/sigmahq-records.yml of a rule. */
interface Entry {
  /** The rule's path in the release. */
  rule: string;
  /** Why no real record can fire it; then there are no records. */
  why?: string;
  /** Records of the unified audit log of Microsoft 365. */
  unified?: Json[];
  /** Changes in Entra (Graph `directoryAudit`). */
  audit?: Json[];
  /** Sign-ins (Graph `signIn`). */
  signIn?: Json[];
  /** Risks that Entra ID Protection found. */
  risk?: Json[];
  /** Kinds of alerts of Privileged Identity Management. */
  pim?: string[];
  /** Operations on resources of Azure, or whole rows of Log Analytics. */
  activity?: (string | Json)[];
  syslog?: string[];
}

/** A rule of SigmaHQ and records on which it must fire, or why there are none. */
export interface RuleRecords {
  rule: string;
  why: string | undefined;
  records: SampleRecord[];
}

const time = '2026-11-21T07:14:05Z';
const resourceId = '/tenants/b86ab9d4-fcf1-4b11-8a06-7a8f91b47fbd/providers/Microsoft.aadiam';

export async function readRuleRecords(): Promise<RuleRecords[]> {
  const text = await readFile(join(packageRoot(), 'test', 'rules', 'sigmahq-records.yml'), 'utf8');
  return (parse(text) as Entry[]).map((entry) => ({
    rule: entry.rule,
    why: entry.why,
    records: [
      ...documentsOf(entry).map((record): SampleRecord => ({ format: 'json', record })),
      ...(entry.syslog ?? []).map((record): SampleRecord => ({ format: 'syslog', record })),
    ],
  }));
}

function documentsOf({ unified, audit, signIn, risk, pim, activity }: Entry): Json[] {
  return [
    ...(unified ?? []).map(unifiedRecord),
    ...(audit ?? []).flatMap(auditRecords),
    ...(signIn ?? []).flatMap(signInRecords),
    ...(risk ?? []).flatMap(riskRecords),
    ...(pim ?? []).map((alertType) => ({ id: '1', alertType, detectedDateTime: time, itemsFound: 1 })),
    ...(activity ?? []).map(activityRecord),
  ];
}

function unifiedRecord(record: Json): Json {
  return {
    CreationTime: '2026-11-21T07:14:05',
    Id: '8f6eb24b-6e61-4ee2-a376-31368c300613',
    OrganizationId: 'b86ab9d4-fcf1-4b11-8a06-7a8f91b47fbd',
    UserType: 0,
    Version: 1,
    ClientIP: '203.0.113.5',
    UserId: 'm.brandt@stadt.example',
    ...record,
  };
}

/** As the Graph API gives it, and as diagnostic settings send it. */
function auditRecords(change: Json): Json[] {
  const record: Json = {
    id: 'Directory_1',
    result: 'success',
    resultReason: '',
    activityDateTime: time,
    loggedByService: 'Core Directory',
    initiatedBy: { user: { userPrincipalName: 'admin@stadt.example', ipAddress: '10.20.200.7' } },
    targetResources: [],
    additionalDetails: [],
    ...change,
  };
  return [record, envelope(record, String(record['activityDisplayName']), 'AuditLogs')];
}

/** As the Graph API gives it, as diagnostic settings send it, and as a row of Log Analytics. */
function signInRecords(change: Json): Json[] {
  const record: Json = {
    id: '66ea54eb-6301-4ee5-be62-ff5a759b0100',
    createdDateTime: time,
    userPrincipalName: 'm.brandt@stadt.example',
    appDisplayName: 'Office 365 Exchange Online',
    ipAddress: '203.0.113.5',
    clientAppUsed: 'Browser',
    userAgent: 'Mozilla/5.0',
    authenticationRequirement: 'multiFactorAuthentication',
    conditionalAccessStatus: 'success',
    status: { errorCode: 0 },
    location: { city: 'Musterstadt', countryOrRegion: 'DE' },
    ...change,
  };
  return [record, envelope(record, 'Sign-in activity', 'SignInLogs'), tableRow(record)];
}

/** Log Analytics writes the same names with a capital, and result and address of its own. */
function tableRow({ status, ipAddress, createdDateTime, ...record }: Json): Json {
  const { errorCode, failureReason } = status as Json;
  const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
  return {
    TimeGenerated: createdDateTime,
    Type: 'SigninLogs',
    Category: 'SignInLogs',
    OperationName: 'Sign-in activity',
    ResultType: String(errorCode),
    ResultDescription: failureReason ?? '',
    Status: status,
    IPAddress: ipAddress,
    ...Object.fromEntries(Object.entries(record).map(([name, value]) => [capital(name), value])),
  };
}

function riskRecords(change: Json): Json[] {
  const record = {
    id: '1',
    riskLevel: 'medium',
    riskState: 'atRisk',
    detectedDateTime: time,
    userPrincipalName: 'm.brandt@stadt.example',
    ipAddress: '203.0.113.5',
    ...change,
  };
  return [record, envelope(record, 'User Risk Detection', 'UserRiskEvents')];
}

function activityRecord(operation: string | Json): Json {
  if (typeof operation !== 'string') {
    return { TimeGenerated: time, Type: 'AzureActivity', ActivityStatusValue: 'Success', ...operation };
  }
  return {
    time,
    resourceId: '/SUBSCRIPTIONS/B86AB9D4-FCF1-4B11-8A06-7A8F91B47FBD',
    operationName: operation,
    category: 'Administrative',
    resultType: 'Success',
    callerIpAddress: '10.20.200.7',
  };
}

function envelope(properties: Json, operationName: string, category: string): Json {
  return { time, resourceId, operationName, operationVersion: '1.0', category, properties };
}
