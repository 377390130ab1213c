import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { EventSearch } from '../../api/events.js';
import { fieldName } from './completion.js';

export const presets = ['15m', '1h', '24h', '7d', '30d'] as const;
export type Preset = (typeof presets)[number];

/** Columns of a table when none are chosen. */
export const defaultColumns = ['host.name', 'event.dataset', 'message'] as const;
/** Columns that a table can have. */
const mostColumns = 12;
const minute = 60_000;
/** Milliseconds that a preset looks back. */
export const presetMs: Record<Preset, number> = {
  '15m': 15 * minute,
  '1h': 60 * minute,
  '24h': 24 * 60 * minute,
  '7d': 7 * 24 * 60 * minute,
  '30d': 30 * 24 * 60 * minute,
};

/** What the page shows: a preset that ends now, or a fixed range; text and filters. */
export interface SearchState {
  preset: Preset | undefined;
  from: string;
  to: string;
  q: string;
  filter: string[];
  /** Fields that are shown as columns; none: those that are shown to everybody. */
  columns: string[];
  /** Field whose values the histogram tells apart; empty: none. */
  by: string;
  /** Grows when the same search is asked again; a preset then ends at the new now. */
  run: number;
}

/**
 * @param parameters of the page's address
 * @param now end of a preset, milliseconds since the epoch
 */
export function readSearch(parameters: URLSearchParams, now: number): SearchState {
  const from = parameters.get('from');
  const to = parameters.get('to');
  const fixed =
    from !== null && to !== null && !Number.isNaN(Date.parse(from)) && !Number.isNaN(Date.parse(to));
  const preset = presets.find((each) => each === parameters.get('range')) ?? '24h';
  return {
    preset: fixed ? undefined : preset,
    from: fixed ? from : new Date(now - presetMs[preset]).toISOString(),
    to: fixed ? to : new Date(now).toISOString(),
    q: parameters.get('q') ?? '',
    filter: parameters.getAll('f'),
    columns: [...new Set(parameters.getAll('col'))].slice(0, mostColumns),
    by: parameters.get('by') ?? '',
    run: Number(parameters.get('run') ?? 0),
  };
}

/** @returns the address parameters of a search; a preset is kept as such, so that a bookmark stays current */
export function writeSearch(state: SearchState): URLSearchParams {
  const parameters = new URLSearchParams();
  if (state.preset) parameters.set('range', state.preset);
  else {
    parameters.set('from', state.from);
    parameters.set('to', state.to);
  }
  if (state.q !== '') parameters.set('q', state.q);
  for (const each of state.filter) parameters.append('f', each);
  for (const each of state.columns) parameters.append('col', each);
  if (state.by !== '') parameters.set('by', state.by);
  if (state.run > 0) parameters.set('run', String(state.run));
  return parameters;
}

/** @returns the five minutes before and after an event */
export function around(at: string): Pick<SearchState, 'preset' | 'from' | 'to'> {
  const [from, to] = [-5 * minute, 5 * minute].map((ms) => new Date(Date.parse(at) + ms).toISOString());
  return { preset: undefined, from: from!, to: to! };
}

/** @returns query and filters as one query, such as a rule is made of */
export function asQuery({ q, filter }: Pick<SearchState, 'q' | 'filter'>): string {
  const terms = filter.map((each) => {
    const [not, written] = each.startsWith('-') ? ['not ', each.slice(1)] : ['', each];
    const colon = written.indexOf(':');
    const value = written.slice(colon + 1);
    const name = fieldName(written.slice(0, colon));
    // A value that was cut off stands for all that begin so.
    const text = value.endsWith('*') ? `${escaped(value.slice(0, -1))}*` : quoted(value);
    return `${not}${name}:${text}`;
  });
  if (q.trim() === '') return terms.join(' and ');
  return terms.length === 0 ? q.trim() : [`(${q.trim()})`, ...terms].join(' and ');
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
const escaped = (text: string): string => text.replaceAll(/[\s\\*?"'()[\]{}:<>=+\-!&|]/g, '\\$&');

/** @returns the parameters that say which events are found */
function withoutView(text: string): string {
  const parameters = new URLSearchParams(text);
  for (const name of ['col', 'by']) parameters.delete(name);
  return parameters.toString();
}

export function useEventSearch(): [SearchState, EventSearch, (change: Partial<SearchState>) => void] {
  const [parameters, setParameters] = useSearchParams();
  const text = parameters.toString();
  const asked = withoutView(text);
  // What is shown of the events, and how, does not move the end of a preset.
  const found = useMemo(() => readSearch(new URLSearchParams(asked), Date.now()), [asked]);
  const state = useMemo(() => {
    const { columns, by } = readSearch(new URLSearchParams(text), 0);
    return { ...found, columns, by };
  }, [text, found]);
  const { from, to, q, filter } = state;
  const search = useMemo(() => ({ from, to, q, filter }), [from, to, q, filter]);
  const change = (part: Partial<SearchState>) => {
    // Another view of them is of the same events.
    const again = part.columns !== undefined || part.by !== undefined ? 0 : 1;
    setParameters(writeSearch({ ...state, ...part, run: state.run + again }));
  };
  return [state, search, change];
}
