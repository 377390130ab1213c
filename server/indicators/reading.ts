import { faultMessage, type Said, sentenceOf } from '../contract/fault.js';
import { isDay, zone } from '../contract/german-day.js';
import type { Indicator, IndicatorForm, IndicatorProblem, Omission } from '../contract/indicator.js';
import type { IndicatorKind, TlpLabel } from '../contract/indicator-kinds.js';
import { localToUtc } from '../normalise/zone.js';
import { normaliseValue } from './value.js';

/** What a file may hold at most. */
export const readingLimits = { bytes: 20 * 1024 * 1024, indicators: 100_000, problems: 200 } as const;
const longestDescription = 500;
const shownValue = 120;

/** What is said of an indicator beside its value. */
export interface About {
  description?: string | undefined;
  tlp?: TlpLabel | null | undefined;
  valid_from?: string | null | undefined;
  valid_until?: string | null | undefined;
}

/** What was read of a file: each line or object is an indicator, a duplicate, wrong, or left out. */
export interface ReadIndicators {
  form: IndicatorForm;
  indicators: Indicator[];
  duplicates: number;
  wrong: number;
  problems: IndicatorProblem[];
  leftOut: Map<Omission, number>;
}

/** Collects what is read; the first of equal indicators stays. */
export class Reading {
  readonly #form: IndicatorForm;
  readonly #indicators = new Map<string, Indicator>();
  readonly #problems: IndicatorProblem[] = [];
  readonly #leftOut = new Map<Omission, number>();
  #duplicates = 0;
  #wrong = 0;

  constructor(form: IndicatorForm) {
    this.#form = form;
  }

  /** @param place `line 7`, or a JSON pointer */
  add(place: string, kind: IndicatorKind, text: string, about: About = {}): void {
    const normalised = normaliseValue(kind, text);
    if ('fault' in normalised) {
      this.refuse(place, text, normalised.fault);
      return;
    }
    const key = `${normalised.kind} ${normalised.value}`;
    if (this.#indicators.has(key)) {
      this.#duplicates++;
      return;
    }
    if (this.#indicators.size >= readingLimits.indicators) {
      this.refuse(place, text, {
        message: 'is more than the {most} that a list can hold',
        values: { most: readingLimits.indicators },
      });
      return;
    }
    const { description = '', tlp = null, valid_from = null, valid_until = null } = about;
    if (valid_from !== null && valid_until !== null && valid_from >= valid_until) {
      this.refuse(place, text, 'is valid until before it is valid from');
      return;
    }
    this.#indicators.set(key, {
      ...normalised,
      description: storable(description).slice(0, longestDescription),
      tlp,
      valid_from,
      valid_until,
    });
  }

  /** Counts what cannot be taken; the first ones are kept with their places. */
  refuse(place: string, value: string, why: Said): void {
    this.#wrong++;
    if (this.#problems.length >= readingLimits.problems) return;
    const said = sentenceOf(why);
    const shown = storable(value).slice(0, shownValue);
    this.#problems.push({ place, value: shown, message: faultMessage(said), said });
  }

  /** Counts what is meant not to be taken. */
  leaveOut(reason: Omission): void {
    this.#leftOut.set(reason, (this.#leftOut.get(reason) ?? 0) + 1);
  }

  result(): ReadIndicators {
    return {
      form: this.#form,
      indicators: [...this.#indicators.values()],
      duplicates: this.#duplicates,
      wrong: this.#wrong,
      problems: this.#problems,
      leftOut: this.#leftOut,
    };
  }
}

/** PostgreSQL's `text` holds neither NUL nor lone surrogates. */
function storable(text: string): string {
  return Buffer.from(text.replaceAll('\0', '\uFFFD')).toString();
}

const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;
const iso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const dayMs = 86_400_000;

/**
 * @param text a date (`2026-12-31`, `31.12.2026`) or a time (RFC 3339); without a zone it is Europe/Berlin's
 * @param end whether a date means all of its day, so that the time is its end
 * @returns RFC 3339 in UTC; null when there is none; undefined when it is no time
 */
export function instantOf(text: string, end = false): string | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const day = german.exec(trimmed);
  const written = day ? `${day[3]}-${day[2]!.padStart(2, '0')}-${day[1]!.padStart(2, '0')}` : trimmed;
  if (!iso.test(written) || !isDay(written.slice(0, 10))) return undefined;
  const zoned = written.length > 10 && /(?:Z|[+-]\d{2}:?\d{2})$/.test(written);
  const time = Date.parse(`${written.replace(' ', 'T')}${zoned || written.length === 10 ? '' : 'Z'}`);
  if (Number.isNaN(time)) return undefined;
  const local = time + (end && written.length === 10 ? dayMs : 0);
  return new Date(zoned ? time : localToUtc(local, zone)).toISOString();
}

/** @returns the label that a marking's name stands for; TLP 1's WHITE is TLP 2's CLEAR */
export function tlpNamed(text: string): TlpLabel | undefined {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/^tlp[:-]?\s*/, '');
  if (name === 'white') return 'clear';
  if (name === 'clear' || name === 'green' || name === 'amber' || name === 'amber+strict' || name === 'red') {
    return name;
  }
  return undefined;
}
