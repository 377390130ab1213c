import { useQueryClient } from '@tanstack/react-query';

/** @returns makes every page ask again for statements, audits and findings */
export function useIsoChanged(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: ['iso'] });
}
