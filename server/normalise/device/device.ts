import type { Event } from '../../contract/event.js';
import { isAuditRecord, normaliseAuditd } from '../linux/auditd.js';
import { isWindowsDhcp, windowsDhcp } from '../microsoft/dhcp.js';
import { isWindowsDns, windowsDns } from '../microsoft/dns.js';
import { isMessageTracking, messageTracking } from '../microsoft/exchange.js';
import { iis, isIis } from '../microsoft/iis.js';
import { isDigit } from '../scan.js';
import { isKeycloak, keycloak } from '../services/keycloak.js';
import { isSquid, squid } from '../web/squid.js';
import { cef } from './cef.js';
import { checkPoint, checkPointData, hasCheckPointData, isCheckPoint } from './checkpoint.js';
import { filterlog, isOpnsenseLogin, opnsenseLogin } from './filterlog.js';
import { fortigate, isFortigate } from './fortigate.js';
import { isLancom, lancom } from './lancom.js';
import { leef } from './leef.js';
import { isPaloAlto, paloAlto } from './paloalto.js';
import { isSophos, sophos } from './sophos.js';
import { isVeeam, veeam } from './veeam.js';

/** Reads a message of one format into `event`; throws Unparsable when it is damaged. */
type Reader = (event: Event, text: string, zone: string | undefined) => void;

/**
 * Reads the records of devices and products that have a format of their own inside syslog; they are told by how the
 * message begins, because their headers name no program, or any. Only messages without a known program get here.
 * @param appname the header's program, if it named one
 * @param zone IANA name of the source's time zone
 * @returns false when the message is of none of them; nothing is then changed
 * @throws Unparsable when a record begins as one of these and is damaged
 */
export function readDevice(event: Event, appname: string | undefined, zone: string | undefined): boolean {
  const text = event.message ?? '';
  const read = (appname === undefined ? undefined : byName(event, appname, text)) ?? byText(text);
  if (read === undefined) return false;
  read(event, text, zone);
  return true;
}

/** @returns the reader of a format that the program's name tells */
function byName(event: Event, appname: string, text: string): Reader | undefined {
  if (appname === 'filterlog') return filterlog;
  // rsyslog takes the `CEF:` at the beginning for a program.
  if (appname === 'CEF' && isDigit(text.charCodeAt(0)))
    return (_, rest, zone) => cef(event, `CEF:${rest}`, zone);
  if (isLancom(appname)) return (_, message) => lancom(event, appname, message);
  return hasCheckPointData(event) ? checkPointData : undefined;
}

/** @returns the reader of the format that the message begins as; the first character rules most out */
function byText(text: string): Reader | undefined {
  switch (text.charCodeAt(0)) {
    case 67:
      return text.startsWith('CEF:') ? cef : undefined;
    case 76:
      return text.startsWith('LEEF:') ? leef : undefined;
    case 100:
      if (isFortigate(text)) return fortigate;
      return isSophos(text) ? sophos : undefined;
    case 91:
      if (isVeeam(text)) return veeam;
      return isCheckPoint(text) ? checkPoint : undefined;
    case 110: // n
    case 116: // t
      return isAuditRecord(text) ? normaliseAuditd : undefined;
    case 47:
      return isOpnsenseLogin(text) ? opnsenseLogin : undefined;
    default:
      return isDigit(text.charCodeAt(0)) ? byDigits(text) : isKeycloak(text) ? keycloak : undefined;
  }
}

/** @returns the reader of a format whose records begin with a number, mostly a time */
function byDigits(text: string): Reader | undefined {
  if (isPaloAlto(text)) return paloAlto;
  if (isSquid(text)) return squid;
  if (isWindowsDhcp(text)) return windowsDhcp;
  if (isMessageTracking(text)) return messageTracking;
  if (isIis(text)) return iis;
  if (isWindowsDns(text)) return windowsDns;
  return isKeycloak(text) ? keycloak : undefined;
}
