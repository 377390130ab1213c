import type { FaultValue, Sentence } from '../../server/contract/fault.js';
import type { Fault } from '../api/http.js';
import type { Messages } from './messages.js';

/** Wordings of faults in a language other than that of the API. */
export interface FaultTexts {
  /** By the API's sentence. */
  sentences: Readonly<Record<string, string>>;
  /** Labels by the last name of a JSON pointer. */
  fields: Readonly<Record<string, string>>;
  /** Codes that stand in values. */
  words: Readonly<Record<string, string>>;
}

export interface FaultLine {
  text: string;
  /** The language of the text where it is not that of the page. */
  lang?: 'en';
}

type Format = Pick<Messages, 'language' | 'number' | 'date' | 'dateTime'>;

export const noTexts: FaultTexts = { sentences: {}, fields: {}, words: {} };
const pointerForm = /^(?:(?:querystring|params|headers) )?\/\S*$/;
const namesOfLists = / or |, /;
/** Names of values that are codes; any other value is what somebody wrote. */
const codes = new Set([
  ...[
    'state',
    'wanted',
    'from',
    'current',
    'status',
    'part_status',
    'allowed',
    'kind',
    'kinds',
    'type',
    'format',
  ],
  ...[
    'other_type',
    'table',
    'dimension',
    'roles',
    'holders',
    'handlers',
    'raised_as',
    'step',
    'level',
    'scenario',
  ],
  ...['object', 'delimiter', 'hosts'],
]);

/**
 * @param faults as the API told them
 * @param texts undefined: those of the API
 * @returns a line for each, as a person reads it
 */
export function faultLines(
  faults: readonly Fault[],
  texts: FaultTexts | undefined,
  format: Format,
): FaultLine[] {
  return faults.map((fault) => {
    const sentence = texts === undefined ? spokenNames(fault.message) : texts.sentences[fault.message];
    const place = placeOf(fault.pointer, texts);
    if (sentence === undefined)
      return { text: place + filled(fault.message, fault, noTexts, format), lang: 'en' };
    const text = filled(sentence, fault, texts ?? noTexts, format);
    return { text: place === '' ? text.charAt(0).toUpperCase() + text.slice(1) : place + text };
  });
}

/** @returns `Gültig bis: ` for `/evidence/0/valid_until`; a place in a file as it is */
function placeOf(pointer: string | undefined, texts: FaultTexts | undefined): string {
  if (pointer === undefined || pointer === '/') return '';
  if (!pointerForm.test(pointer)) return `${pointer}: `;
  const names = pointer.slice(pointer.indexOf('/') + 1).split('/');
  const name = names.findLast((each) => !/^\d+$/.test(each)) ?? '';
  const at = names.at(-1) === name || names.length === 1 ? '' : ` ${Number(names.at(-1)) + 1}`;
  return `${texts?.fields[name] ?? spoken(name)}${at}: `;
}

function spoken(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @returns the API's sentence with fields by their labels: `must be later than “From”` */
const spokenNames = (message: string): string =>
  message.replace(
    /(?<=^|\s)(?:\/[a-z_]+)*\/([a-z_]+)(?=$|[\s,;:])/g,
    (_, name: string) => `“${spoken(name)}”`,
  );

function filled(sentence: string, { values = {} }: Sentence, texts: FaultTexts, format: Format): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : valueText(name, value, texts, format);
  });
}

function valueText(name: string, value: FaultValue, texts: FaultTexts, format: Format): string {
  if (typeof value === 'number') return format.number(value);
  if (typeof value === 'string') return wordText(name, value, texts, format);
  if ('message' in value) return within(value, texts, format);
  return 'en' in value ? value[format.language] : value.map((each) => within(each, texts, format)).join('; ');
}

/** A sentence in another one; what the catalogue has not stays as the API says it. */
const within = (inner: Sentence, texts: FaultTexts, format: Format): string =>
  filled(texts.sentences[inner.message] ?? inner.message, inner, texts, format);

function wordText(name: string, value: string, { words }: FaultTexts, format: Format): string {
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return format.dateTime(value);
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return format.date(value);
  if (!codes.has(name)) return value;
  if (words[value] !== undefined) return words[value];
  const or = format.language === 'de' ? ' oder ' : ' or ';
  const parts = value.split(namesOfLists);
  if (parts.length < 2 || parts.some((part) => words[part] === undefined)) return value;
  return parts.map((part) => words[part]).join(value.includes(' or ') ? or : ', ');
}
