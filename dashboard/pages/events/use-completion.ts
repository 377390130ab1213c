import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type EventSearch, getFieldStatistics, getFields } from '../../api/events.js';
import type { Completable } from './completion.js';

const typingPauseMs = 200;
const mostOptions = 12;

export interface Option {
  text: string;
  /** What is said of it: the kind of a field, the count of a value. */
  count?: number;
}

/** What may follow at the caret: names of fields, or the field's most frequent values in the time range. */
export function useCompletion(search: EventSearch, typed: Completable | undefined): readonly Option[] {
  const range = { from: search.from, to: search.to, q: '', filter: [] };
  const at = usePaused(typed);
  const fields = useQuery({
    queryKey: ['events', 'fields', range],
    queryFn: ({ signal }) => getFields(range, signal),
    enabled: typed !== undefined,
    staleTime: 60_000,
  });
  const values = useQuery({
    queryKey: ['events', 'values', range, at?.field, at?.prefix],
    queryFn: ({ signal }) => getFieldStatistics(range, at!.field, { limit: 50, prefix: at!.prefix }, signal),
    enabled: at?.kind === 'value',
    staleTime: 60_000,
    retry: false,
  });
  if (typed === undefined) return [];
  const prefix = typed.prefix.toLowerCase();
  if (typed.kind === 'field') {
    const names = (fields.data ?? []).map(({ name }) => name);
    const starting = names.filter((name) => name.toLowerCase().startsWith(prefix));
    const holding = names.filter((name) => name.toLowerCase().includes(prefix) && !starting.includes(name));
    return [...starting, ...holding].slice(0, mostOptions).map((text) => ({ text }));
  }
  if (typed.field !== at?.field) return [];
  return (values.data?.values ?? [])
    .filter(({ value }) => value.toLowerCase().startsWith(prefix) && value !== typed.prefix)
    .slice(0, mostOptions)
    .map(({ value, count }) => ({ text: value, count }));
}

/** @returns what was typed last, once nothing has been typed for a moment */
function usePaused(typed: Completable | undefined): Completable | undefined {
  const [paused, setPaused] = useState(typed);
  const { kind, field, prefix } = typed ?? {};
  // biome-ignore lint/correctness/useExhaustiveDependencies: the object is a new one with every letter
  useEffect(() => {
    const timer = setTimeout(() => setPaused(typed), typingPauseMs);
    return () => clearTimeout(timer);
  }, [kind, field, prefix]);
  return paused;
}
