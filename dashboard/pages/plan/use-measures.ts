import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Measure, MeasureBulk } from '../../../server/contract/plan.js';
import type { Parameters } from '../../api/http.js';
import { getMeasures, updateMeasures } from '../../api/plan.js';
import type { DomainRef } from '../../api/structure.js';
import { useRisksChanged } from '../risk/use-risks.js';

const pageLimit = 1000;
/** A browser draws no more cards or bars than that anyway; what is beyond is said. */
const mostPages = 5;

/** All measures that a filter finds, and whether there are more than can be shown. */
export interface AllMeasures {
  items: Measure[];
  isCut: boolean;
}

/** The whole plan at once, for board, timeline and load. */
export function useAllMeasures(ref: DomainRef | undefined, filter: Parameters, enabled: boolean) {
  return useQuery({
    queryKey: ['plan', 'all', ref?.domain, filter],
    queryFn: ({ signal }) => allMeasures(ref!, filter, signal),
    enabled: ref !== undefined && enabled,
  });
}

async function allMeasures(ref: DomainRef, filter: Parameters, signal: AbortSignal): Promise<AllMeasures> {
  const items: Measure[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const found = await getMeasures(ref, { ...filter, limit: pageLimit, cursor }, signal);
    items.push(...found.items);
    cursor = found.next;
    if (cursor === null) break;
  }
  return { items, isCut: cursor !== null };
}

export type MeasureFields = Pick<MeasureBulk, 'state' | 'starts_on' | 'deadline'>;

function changedMeasure(measure: Measure, fields: MeasureFields): Measure {
  const next = { ...measure, ...(fields as Partial<Measure>), version: measure.version + 1 };
  if (fields.state === undefined) return next;
  const isOpen = fields.state === 'open' || fields.state === 'in_progress';
  return { ...next, closed_at: isOpen ? null : (measure.closed_at ?? new Date().toISOString()) };
}

/** A change that was made at once, and how it is taken back. */
export interface DoneChange {
  text: string;
  id: string;
  back: MeasureFields;
}

const changeKey = ['plan', 'change'];

/**
 * Changes a measure where it is shown: it is there at once and stored in the background, one after the other.
 * A change that is refused is read anew and told.
 */
export function useMeasureChange() {
  const queries = useQueryClient();
  const changed = useRisksChanged();
  const [done, setDone] = useState<DoneChange>();
  const write = (id: string, fields: MeasureFields): Measure | undefined => {
    let before: Measure | undefined;
    const lists = { queryKey: ['plan', 'all'] };
    // An answer that is on its way knows nothing of this change: the next one would be made of an old version.
    void queries.cancelQueries(lists, { revert: false });
    queries.setQueriesData<AllMeasures>(lists, (data) => {
      before ??= data?.items.find((each) => each.id === id);
      const next = (each: Measure): Measure => (each.id === id ? changedMeasure(each, fields) : each);
      return data && { ...data, items: data.items.map(next) };
    });
    return before;
  };
  const { mutate, error, isPending, reset } = useMutation({
    mutationKey: changeKey,
    scope: { id: 'measures' },
    mutationFn: ({ id, version, fields }: { id: string; version: number; fields: MeasureFields }) =>
      updateMeasures({ measures: [{ id, version }], ...fields }),
    onError: () => setDone(undefined),
    // Of several changes in a row the last one asks.
    onSettled: () => queries.isMutating({ mutationKey: changeKey }) === 1 && changed(),
  });
  const store = (id: string, fields: MeasureFields): void => {
    const before = write(id, fields);
    if (before) mutate({ id, version: before.version, fields });
  };
  return {
    done,
    error,
    isPending,
    change(measure: Measure, fields: MeasureFields, text: string): void {
      reset();
      const { state, starts_on, deadline } = measure;
      const taken = { state, starts_on, deadline };
      const back = Object.fromEntries(
        Object.keys(fields).map((name) => [name, taken[name as keyof MeasureFields]]),
      );
      store(measure.id, fields);
      // What was accepted or dropped is so again only with its reason.
      const mayGoBack = fields.state === undefined || state in { open: 1, in_progress: 1, done: 1 };
      setDone(mayGoBack ? { text, id: measure.id, back } : undefined);
    },
    undo(): void {
      if (done) store(done.id, done.back);
      setDone(undefined);
    },
    forget: () => setDone(undefined),
  };
}
