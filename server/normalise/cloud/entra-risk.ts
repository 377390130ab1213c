import type { Event } from '../../contract/event.js';
import type { JsonObject } from '../json/object.js';
import { setAccount, setAddress, setTime, textOf } from './microsoft-columns.js';

const severities: Record<string, number> = { high: 3, medium: 4, low: 5 };

/** Columns of a risk that Entra ID Protection found (Graph `riskDetection`), and of alerts of PIM. */
export function applyRisk(event: Event, record: JsonObject, envelope: JsonObject): void {
  const both = [record, envelope];
  const type = textOf(both, 'riskEventType', 'RiskEventType', 'alertType');
  event['event.category'] = 'intrusion_detection';
  event['event.action'] = type ?? 'risk_detected';
  event.message = `Risk: ${type ?? 'unknown'}`;
  const severity = severities[textOf(both, 'riskLevel', 'RiskLevel')?.toLowerCase() ?? ''];
  if (severity !== undefined) event['event.severity'] = severity;
  setTime(
    event,
    textOf(both, 'detectedDateTime', 'activityDateTime', 'DetectedDateTime'),
    textOf([envelope], 'time', 'TimeGenerated'),
  );
  setAddress(event, textOf(both, 'ipAddress', 'IpAddress'));
  setAccount(event, textOf(both, 'userPrincipalName', 'UserPrincipalName', 'userDisplayName'));
}
