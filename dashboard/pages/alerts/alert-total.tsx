import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type AlertFilter, countAlerts } from '../../api/alerts.js';
import { useMessages } from '../../i18n/messages.js';

const refreshMs = 15_000;

/** How many alerts the filter has, also those that the list has not loaded. */
export function AlertTotal({ filter }: { filter: AlertFilter }) {
  const { plural } = useMessages();
  const { data } = useQuery({
    queryKey: ['alerts', 'count', filter],
    queryFn: ({ signal }) => countAlerts(filter, signal),
    refetchInterval: refreshMs,
    placeholderData: keepPreviousData,
  });
  return data === undefined ? null : (
    <span className="gw-muted" data-testid="alert-total">
      {plural('alerts.total', data.count)}
    </span>
  );
}
