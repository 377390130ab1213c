import { useQueryClient } from '@tanstack/react-query';

/** @returns makes every page ask again for evidence and the log */
export function useEvidenceChanged(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: ['evidence'] });
}
