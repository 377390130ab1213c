import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SourceDecision } from '../../../server/contract/signal.js';
import { decideSource, forgetSource } from '../../api/signals.js';

/**
 * What somebody may say of a log source, or take back.
 * @param onDone hears when it is stored
 */
export function useSourceDeeds(tenant: string, onDone: () => void) {
  const queries = useQueryClient();
  const onSuccess = () => {
    onDone();
    void queries.invalidateQueries({ queryKey: ['target-objects'] });
    return queries.invalidateQueries({ queryKey: ['signal-sources'] });
  };
  const decide = useMutation({
    mutationFn: (body: SourceDecision) => decideSource(tenant, body),
    onSuccess,
  });
  const forget = useMutation({ mutationFn: (name: string) => forgetSource(tenant, name), onSuccess });
  return { decide, forget };
}
