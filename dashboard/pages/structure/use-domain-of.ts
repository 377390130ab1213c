import { useQuery } from '@tanstack/react-query';
import { getTargetObject } from '../../api/isms.js';
import type { DomainRef } from '../../api/structure.js';

/** @returns the domain that an object belongs to, whichever is chosen elsewhere; undefined while loading */
export function useDomainOf(id: string): { ref: DomainRef | undefined; error: unknown; retry(): void } {
  const { data, error, refetch } = useQuery({
    queryKey: ['structure', 'object', id],
    queryFn: ({ signal }) => getTargetObject(id, signal),
  });
  return {
    ref: data && { tenant: data.tenant, domain: data.domain },
    error,
    retry: () => void refetch(),
  };
}
