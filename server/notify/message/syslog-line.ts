import type { Level } from '../../contract/detection.js';
import { levels } from '../../contract/levels.js';
import type { LetterContent, LetterKind, Notice } from '../../contract/notification-letters.js';
import { plainLine } from './message.js';

/** Syslog severities (RFC 5424 6.2.1) and those of CEF, 0 to 10. */
const severities: Record<Level, { syslog: number; cef: number }> = {
  informational: { syslog: 6, cef: 1 },
  low: { syslog: 5, cef: 3 },
  medium: { syslog: 4, cef: 5 },
  high: { syslog: 3, cef: 8 },
  critical: { syslog: 2, cef: 10 },
};

export interface SyslogForm {
  format: 'rfc5424' | 'cef';
  facility: number;
  host: string;
  version: string;
  tenant: string;
  /** Of the message: the same in every attempt. */
  id: string;
}

/**
 * @param subject in words
 * @param at milliseconds since the epoch
 * @returns one syslog message without a frame
 */
export function syslogLine(
  kind: LetterKind,
  content: LetterContent,
  subject: string,
  at: number,
  form: SyslogForm,
): string {
  const notice = kind === 'single' ? content.notices[0] : undefined;
  const level = gravest(content);
  const pri = form.facility * 8 + severities[level].syslog;
  const head = `<${pri}>1 ${new Date(at).toISOString()} ${token(form.host, 255)} grundwacht - ${notice?.kind ?? kind}`;
  return form.format === 'cef'
    ? `${head} - ${cefOf(notice, content, subject, { level, kind, form })}`
    : `${head} ${structured(notice, content, { level, form })} ${plainLine(subject)}`;
}

const gravest = ({ levels: counted }: LetterContent): Level =>
  levels.toReversed().find((level) => (counted[level] ?? 0) > 0) ?? 'informational';

/** PRINTUSASCII without spaces; RFC 5424 6. */
const token = (text: string, length: number): string =>
  text.replace(/[^\x21-\x7e]/g, '_').slice(0, length) || '-';

/** 32473 is the number that RFC 5612 keeps for documents: the program has no number of its own. */
function structured(
  notice: Notice | undefined,
  content: LetterContent,
  { level, form }: { level: Level; form: SyslogForm },
): string {
  const values: [string, string][] = [
    ['message', form.id],
    ['tenant', form.tenant],
    ['level', level],
    ...(notice
      ? ([
          ['alert', notice.alert ?? ''],
          ['rule', notice.rule],
          ['entityType', notice.entity_type],
          ['entity', notice.entity],
          ['count', String(notice.count)],
          ['drill', String(notice.drill)],
        ] satisfies [string, string][])
      : ([['total', String(content.total)]] satisfies [string, string][])),
  ];
  const parameters = values
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}="${plainLine(value).replace(/["\\\]]/g, '\\$&')}"`);
  return `[grundwacht@32473 ${parameters.join(' ')}]`;
}

function cefOf(
  notice: Notice | undefined,
  content: LetterContent,
  subject: string,
  { level, kind, form }: { level: Level; kind: LetterKind; form: SyslogForm },
): string {
  const header = (text: string) => plainLine(text).replace(/[\\|]/g, '\\$&');
  const value = (text: string) => plainLine(text).replace(/[\\=]/g, '\\$&');
  const head = [
    'CEF:0',
    'Grundwacht',
    'Grundwacht',
    header(form.version),
    header(notice?.rule || kind),
    header(notice?.title ?? subject),
    String(severities[level].cef),
  ];
  const extension: [string, string][] = [
    ['externalId', notice?.alert ?? form.id],
    ['cat', notice?.kind ?? kind],
    ['cnt', String(notice?.count ?? content.total)],
    ...(notice?.first_seen ? ([['start', String(Date.parse(notice.first_seen))]] as [string, string][]) : []),
    ...(notice?.last_seen ? ([['end', String(Date.parse(notice.last_seen))]] as [string, string][]) : []),
    ['cs1Label', 'tenant'],
    ['cs1', form.tenant],
    ...(notice && notice.entity !== ''
      ? ([
          ['cs2Label', notice.entity_type],
          ['cs2', notice.entity],
        ] as [string, string][])
      : []),
    ['msg', subject],
  ];
  return `${head.join('|')}|${extension.map(([name, text]) => `${name}=${value(text)}`).join(' ')}`;
}
