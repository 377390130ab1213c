import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { AlertView } from '../../../server/contract/alert-view.js';
import { type AlertFilter, getAlertViews } from '../../api/alerts.js';
import { useTenantChoice } from '../../state/tenant.js';
import type { FilterControl } from './filter.js';

export const viewsKey = ['alert-views'];

export interface View extends Omit<AlertView, 'view'> {
  filter: AlertFilter;
}

/** The views of the tenant that is shown: own ones and those that others share. */
export function useViews() {
  const { tenant } = useTenantChoice();
  return useQuery({
    queryKey: viewsKey,
    queryFn: ({ signal }) => getAlertViews(signal),
    select: (views): View[] =>
      views
        .filter((each) => each.tenant === tenant)
        .map(({ view, ...rest }): View => ({ ...rest, filter: view })),
    staleTime: 60_000,
  });
}

/**
 * Opens the person's default view where the address says nothing.
 * @returns whether it is known what the list shows
 */
export function useDefaultView(control: FilterControl, views: ReturnType<typeof useViews>): boolean {
  const first = views.data?.find((view) => view.default);
  const opens = control.unsaid && first !== undefined;
  const { change } = control;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each address that says nothing
  useEffect(() => {
    if (opens) change(first.filter);
  }, [opens, first]);
  return !opens && (!control.unsaid || !views.isPending);
}
