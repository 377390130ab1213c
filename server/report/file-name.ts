import { dayOf } from '../contract/german-day.js';
import type { Report } from '../isms/report/model.js';

/** Characters that some system does not allow in names of files. */
const refused = /[\\/:*?"<>|\p{Cc}]/gu;

/** @returns what the file of a report is called: code and title, domain or subject, day */
export function fileNameOf({ code, title, subject, frame }: Report, extension: string): string {
  const about = subject === '' ? frame.domain.name : subject;
  const day = dayOf(frame.now);
  return safeFileName([`${code} ${title}`.trim(), about, day].join(', '), extension);
}

/** @returns a name that every system takes */
export function safeFileName(name: string, extension: string): string {
  const safe = name.replace(refused, '-').replace(/\s+/g, ' ');
  return `${safe.slice(0, 180).trim()}.${extension}`;
}

/** @returns the header that names a download (RFC 6266, 5; names beyond ASCII by RFC 8187) */
export function dispositionOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
