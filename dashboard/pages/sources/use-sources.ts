import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { SourceSkew } from '../../../server/contract/source.js';
import { getLogSources } from '../../api/signals.js';
import { getSourceSkews, getSourceSummaries } from '../../api/sources.js';
import { useRoles } from '../../state/roles.js';
import type { KnownSource } from './source-facts.js';

const refreshMs = 10_000;
/** Many sources are much to send: they are asked for less often. */
const refreshManyMs = 60_000;
const many = 1000;
const slowMs = 120_000;

/** @returns whether the user may read what the structure analysis says of sources */
export function useMayReadMatches(): boolean {
  const roles = useRoles();
  return roles.has('admin') || roles.has('analyst') || roles.has('isb');
}

/** What target objects the sources of a tenant are; undefined: loading, or not for the user. */
export function useMatches(tenant: string) {
  return useQuery({ ...matchQuery(tenant), enabled: useMayReadMatches() });
}

const matchQuery = (tenant: string) => ({
  queryKey: ['signal-sources', tenant],
  queryFn: ({ signal }: { signal: AbortSignal }) => getLogSources(tenant, signal),
  staleTime: slowMs,
});

/** How far the clocks of hosts are off. */
function useSkews() {
  return useQuery({
    queryKey: ['sources', 'skew'],
    queryFn: ({ signal }) => getSourceSkews(signal),
    refetchInterval: slowMs,
    retry: false,
  });
}

/** @returns how far a source's clock is off; undefined: not known */
export const useSkew = (source: string): SourceSkew | undefined =>
  useSkews().data?.items.find(({ name }) => name === source);

/** Every source with its clock and target object, which come later than its counters. */
export function useSources() {
  const enabled = useMayReadMatches();
  const summaries = useQuery({
    queryKey: ['sources', 'summary'],
    queryFn: ({ signal }) => getSourceSummaries(signal),
    refetchInterval: ({ state }) => ((state.data?.items.length ?? 0) > many ? refreshManyMs : refreshMs),
  });
  const skews = useSkews().data;
  const tenants = [...new Set(summaries.data?.items.map(({ tenant }) => tenant))];
  const matches = useQueries({
    queries: tenants.map((tenant) => ({ ...matchQuery(tenant), enabled, retry: false })),
    combine: (results) =>
      results.flatMap(({ data }, at) => (data ? [{ tenant: tenants[at]!, ...data }] : [])),
  });
  const sources = useMemo((): KnownSource[] | undefined => {
    const skewOf = new Map(skews?.items.map((skew) => [skew.name, skew]));
    const matchOf = new Map(
      matches.flatMap(({ tenant, items }) =>
        items.map((match) => [`${tenant} ${match.name}`, match] as const),
      ),
    );
    return summaries.data?.items.map((source) => ({
      ...source,
      skew: skewOf.get(source.name),
      match: matchOf.get(`${source.tenant} ${source.name}`),
    }));
  }, [summaries.data, skews, matches]);
  return { sources, summaries };
}
