import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import type { Catalog } from '../../../server/contract/catalog.js';
import { getCatalogs, getMappings } from '../../api/catalogs.js';
import type { Move } from '../../api/migration.js';

export interface MoveChoice {
  /** undefined while loading, and when no mapping leads away from a Kompendium. */
  move: Move | undefined;
  sources: Catalog[];
  targets: Catalog[];
  isLoading: boolean;
  error: unknown;
  choose(side: 'source' | 'target', catalog: string): void;
  retry(): void;
}

/** From which edition to which: only where an installed mapping leads, and only from editions that are checked here. */
export function useMove(tenant: string | undefined): MoveChoice {
  const [params, setParams] = useSearchParams();
  const catalogs = useQuery({ queryKey: ['catalogs'], queryFn: ({ signal }) => getCatalogs(signal) });
  const mappings = useQuery({ queryKey: ['mappings'], queryFn: ({ signal }) => getMappings(signal) });
  const pairs = (mappings.data?.items ?? []).flatMap(({ source_catalog, target_catalogs }) =>
    target_catalogs.map((target) => ({ source: source_catalog, target })),
  );
  const installed = catalogs.data?.items ?? [];
  const sources = installed.filter(
    ({ id, kind }) => kind === 'kompendium' && pairs.some(({ source }) => source === id),
  );
  const source = sources.find(({ id }) => id === params.get('source')) ?? sources[0];
  const targets = installed.filter(({ id }) =>
    pairs.some((pair) => pair.source === source?.id && pair.target === id),
  );
  const target = targets.find(({ id }) => id === params.get('target')) ?? targets[0];
  return {
    move: tenant && source && target ? { tenant, source: source.id, target: target.id } : undefined,
    sources,
    targets,
    isLoading: tenant === undefined || catalogs.data === undefined || mappings.data === undefined,
    error: catalogs.error ?? mappings.error,
    choose(side, catalog) {
      const next = new URLSearchParams(params);
      next.set(side, catalog);
      setParams(next, { replace: true });
    },
    retry() {
      void catalogs.refetch();
      void mappings.refetch();
    },
  };
}
