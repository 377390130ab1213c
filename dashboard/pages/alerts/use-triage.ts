import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Alert, AlertChange } from '../../../server/contract/alert.js';
import { changeAlert } from '../../api/alerts.js';
import { useAnnounce } from '../../components/announcer.js';
import { errorText } from '../../i18n/errors.js';
import { useMessages } from '../../i18n/messages.js';

export interface Triage {
  alert: Alert;
  change: Omit<AlertChange, 'revision'>;
}

/**
 * Changes an alert's state. The revision that the person saw goes along: when somebody else was faster, the
 * server refuses and nothing is overwritten.
 */
export function useTriage(onChanged: (alert: Alert) => void) {
  const messages = useMessages();
  const announce = useAnnounce();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ alert, change }: Triage): Promise<Alert> => {
      const reply = await changeAlert(alert.id, { ...change, revision: alert.revision });
      return 'alert' in reply ? reply.alert : reply;
    },
    onSuccess(alert) {
      onChanged(alert);
      announce(messages.t('alerts.announce_state', { state: messages.t(`state.${alert.state}`) }));
      void queries.invalidateQueries({ queryKey: ['alerts', 'detail', alert.id] });
    },
    onError(error) {
      announce(errorText(error, messages));
      void queries.invalidateQueries({ queryKey: ['alerts'] });
    },
  });
}
