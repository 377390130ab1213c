import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRiskMatrix, getRiskOverview, getRiskThreats } from '../../api/risk.js';
import type { DomainRef } from '../../api/structure.js';

/** What every page about risks needs of a domain. */
export function useRiskDomain(ref: DomainRef | undefined) {
  const enabled = ref !== undefined;
  const matrix = useQuery({
    queryKey: ['risk', 'matrix', ref?.domain],
    queryFn: ({ signal }) => getRiskMatrix(ref!, signal),
    enabled,
  });
  const threats = useQuery({
    queryKey: ['risk', 'threats', ref?.domain],
    queryFn: ({ signal }) => getRiskThreats(ref!, signal),
    enabled,
  });
  return {
    matrix: matrix.data,
    threats: threats.data?.items,
    error: matrix.error ?? threats.error,
    retry() {
      void matrix.refetch();
      void threats.refetch();
    },
  };
}

export function useRiskOverview(ref: DomainRef | undefined) {
  return useQuery({
    queryKey: ['risk', 'overview', ref?.domain],
    queryFn: ({ signal }) => getRiskOverview(ref!, signal),
    enabled: ref !== undefined,
  });
}

/** @returns makes every page ask again for what follows from risks and measures */
export function useRisksChanged(): () => void {
  const queries = useQueryClient();
  return () => {
    for (const queryKey of [['risk'], ['plan'], ['iso']]) void queries.invalidateQueries({ queryKey });
  };
}
