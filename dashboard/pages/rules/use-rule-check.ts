import { useQuery } from '@tanstack/react-query';
import type { OwnRuleCheck } from '../../../server/contract/own-rule.js';
import { checkOwnRule } from '../../api/own-rules.js';
import { useSettled } from '../../components/use-settled.js';

const typingPauseMs = 400;

/**
 * @param id of the file, when it is there already
 * @returns what the server says of the text as it was when typing paused last; undefined: nothing of this text yet
 */
export function useRuleCheck(tenant: string, yaml: string, id: string | undefined): OwnRuleCheck | undefined {
  const settled = useSettled(yaml, typingPauseMs);
  const { data } = useQuery({
    queryKey: ['own-rule-check', tenant, id ?? '', settled],
    queryFn: ({ signal }) =>
      checkOwnRule(tenant, { yaml: settled, ...(id === undefined ? {} : { id }) }, signal),
    enabled: settled.trim() !== '',
    staleTime: 60_000,
    gcTime: 0,
  });
  return settled === yaml ? data : undefined;
}
