import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CaseDetail } from '../../api/cases.js';
import { useAnnounce } from '../../components/announcer.js';
import { useMessages } from '../../i18n/messages.js';

/**
 * Changes something of a case and shows the case as the server then has it.
 * @param change the call
 * @param onDone after it
 */
export function useCaseChange<Input>(
  change: (input: Input) => Promise<CaseDetail>,
  onDone?: (detail: CaseDetail) => void,
) {
  const queries = useQueryClient();
  const announce = useAnnounce();
  const { t } = useMessages();
  return useMutation({
    mutationFn: change,
    onSuccess(detail) {
      queries.setQueryData(['cases', 'detail', detail.case.id], detail);
      void queries.invalidateQueries({ queryKey: ['cases', 'list'] });
      void queries.invalidateQueries({ queryKey: ['cases', 'clocks'] });
      announce(t('cases.announce_saved'));
      onDone?.(detail);
    },
  });
}
