import type { Level } from '../../contract/detection.js';
import { levels } from '../../contract/levels.js';
import type { LetterContent, LetterKind, Notice } from '../../contract/notification-letters.js';
import { type MessageLanguage, type Words, words } from './words.js';

/** One thing that is told, in words. */
export interface Item {
  title: string;
  level: Level;
  facts: { label: string; value: string }[];
  link: string | undefined;
}

/** A message in words; every channel gives it its own form. All values are of one line and bounded. */
export interface Message {
  language: MessageLanguage;
  subject: string;
  /** Stands above the items; empty for a message of one. */
  intro: string;
  items: Item[];
  /** How many are only counted; empty: none. */
  more: string;
  link: { label: string; url: string } | undefined;
  footer: string;
}

export interface Wording {
  language: MessageLanguage;
  zone: string;
  /** Where people open the dashboard, without a slash at its end; empty: messages have no links. */
  origin: string;
  detail: 'title' | 'entity' | 'fields';
  /** Of the latest event, for the detail `fields`. */
  fields: readonly (readonly [name: string, value: string])[];
}

const longest = 300;
/** Controls, and what hides in text or turns its direction: such values come from attackers' records. */
const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;

/** @returns the text on one line, without what cannot be seen, and not too long */
export function plainLine(text: string): string {
  const line = text.replace(invisible, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

/**
 * @param kind of the letter
 * @returns what it tells, in words
 */
export function composeMessage(kind: LetterKind, content: LetterContent, wording: Wording): Message {
  const say = words[wording.language];
  const number = (value: number) => value.toLocaleString(wording.language);
  const items = content.notices.map((notice) => itemOf(notice, say, wording));
  const counted = content.total - content.notices.length;
  const single = items[0];
  const isSingle = kind === 'single' && single !== undefined;
  const summed = kind === 'digest' ? say.digest(number(content.total)) : say.further(number(content.total));
  const intro = isSingle
    ? ''
    : kind === 'test'
      ? say.testText
      : `${summed} (${talliedLevels(content, say, number)})`;
  const base = wording.origin;
  const alerts = base === '' || kind === 'test' ? undefined : { label: say.list, url: `${base}/#/alerts` };
  return {
    language: wording.language,
    subject:
      kind === 'test' ? say.test : isSingle ? subjectOf(content.notices[0]!, single, say, wording) : summed,
    intro,
    items: kind === 'test' ? [] : items,
    more: counted > 0 && kind !== 'test' ? say.and(number(counted)) : '',
    link: isSingle ? (single.link === undefined ? undefined : { label: say.open, url: single.link }) : alerts,
    footer: say.why,
  };
}

function talliedLevels(content: LetterContent, say: Words, number: (value: number) => string): string {
  return levels
    .toReversed()
    .flatMap((level) => {
      const count = content.levels[level];
      return count === undefined ? [] : [`${say.levels[level]}: ${number(count)}`];
    })
    .join(', ');
}

function subjectOf(notice: Notice, item: Item, say: Words, { detail }: Wording): string {
  const entity = detail === 'title' || notice.alert === null ? '' : ` – ${plainLine(notice.entity)}`;
  return plainLine(`${say.levels[notice.level]}: ${item.title}${entity}`);
}

function itemOf(notice: Notice, say: Words, wording: Wording): Item {
  const title = (wording.language === 'de' ? notice.title_de : null) ?? notice.title;
  const marks = [
    notice.drill ? `[${say.drill}]` : '',
    say.kinds[notice.kind] && `${say.kinds[notice.kind]}:`,
  ];
  return {
    title: plainLine([...marks, title].filter((part) => part !== '').join(' ')),
    level: notice.level,
    facts: factsOf(notice, say, wording).map(({ label, value }) => ({ label, value: plainLine(value) })),
    link:
      wording.origin === '' || notice.alert === null
        ? undefined
        : `${wording.origin}/#/alerts/${notice.alert}`,
  };
}

function factsOf(notice: Notice, say: Words, { language, zone, detail, fields }: Wording): Item['facts'] {
  const level = { label: say.level, value: say.levels[notice.level] };
  const time = (at: string | null) =>
    at === null
      ? '–'
      : new Date(at).toLocaleString(language === 'de' ? 'de-DE' : 'en-GB', {
          timeZone: zone,
          dateStyle: 'medium',
          timeStyle: 'medium',
        });
  if (notice.alert === null) {
    const due = notice.kind === 'case_deadline' ? time(notice.entity) : notice.entity;
    return detail === 'title' ? [level] : [level, { label: say.due, value: due }];
  }
  return [
    level,
    ...(detail === 'title' ? [] : [{ label: say.entity, value: `${notice.entity} (${notice.entity_type})` }]),
    { label: say.count, value: notice.count.toLocaleString(language) },
    { label: say.first, value: time(notice.first_seen) },
    { label: say.last, value: time(notice.last_seen) },
    ...(detail === 'fields' ? fields.map(([label, value]) => ({ label, value })) : []),
  ];
}

/** @returns the notice with no more in it than a channel may tell */
export function withDetail(notice: Notice, detail: Wording['detail']): Notice {
  return detail === 'title' && notice.alert !== null ? { ...notice, entity: '', entity_type: '' } : notice;
}
