import { useMemo } from 'react';
import type { AlertOrder, AlertState } from '../../../server/contract/alert.js';
import type { Level } from '../../../server/contract/detection.js';
import type { AlertFilter } from '../../api/alerts.js';
import { levelOrder } from '../../components/level-order.js';
import { stateOrder } from '../../components/state-mark.js';
import { useAddress } from '../../state/address.js';

/** What an analyst has to look at. */
const openStates: readonly AlertState[] = ['new', 'acknowledged'];
const assignedOptions: readonly AlertFilter['assigned'][] = ['me', 'nobody'];
export const orderOptions: readonly AlertOrder[] = ['latest', 'severity', 'oldest'];

function listed<T extends string>(
  value: string | null,
  all: readonly T[],
  otherwise: readonly T[],
): readonly T[] {
  if (value === null) return otherwise;
  const names = value.split(',');
  return all.filter((each) => names.includes(each));
}

/** @param text query string */
export function readFilter(text: string): AlertFilter {
  const parameters = new URLSearchParams(text);
  return {
    state: listed(parameters.get('state'), stateOrder, openStates),
    level: listed<Level>(parameters.get('level'), levelOrder, []),
    q: parameters.get('q') ?? '',
    rule: parameters.get('rule') ?? '',
    entity: parameters.get('entity') ?? '',
    assigned: assignedOptions.find((each) => each === parameters.get('assigned')) ?? '',
    order: orderOptions.find((each) => each === parameters.get('order')) ?? 'latest',
  };
}

/** Everything that is to be looked at. */
export const noFilter: Partial<AlertFilter> = {
  state: openStates,
  level: [],
  q: '',
  rule: '',
  entity: '',
  assigned: '',
};

/** @returns the query string of a filter; never empty, so that it is told from an address that says nothing */
export function writeFilter(filter: AlertFilter): URLSearchParams {
  const written = new URLSearchParams({ state: filter.state.join(',') });
  if (filter.level.length > 0) written.set('level', filter.level.join(','));
  for (const name of ['q', 'rule', 'entity', 'assigned'] as const) {
    if (filter[name] !== '') written.set(name, filter[name]);
  }
  if (filter.order !== 'latest') written.set('order', filter.order);
  return written;
}

/** @returns whether two filters show the same */
export const sameFilter = (a: AlertFilter, b: AlertFilter): boolean =>
  writeFilter(a).toString() === writeFilter(b).toString();

export interface FilterControl {
  filter: AlertFilter;
  /** Whether the address says nothing of a filter. */
  unsaid: boolean;
  change(part: Partial<AlertFilter>): void;
}

/** The list's filter; it lives in the address so that it can be shared and survives a reload. */
export function useAlertFilter(): FilterControl {
  const [said, changeAddress] = useAddress();
  const filter = useMemo(() => readFilter(said), [said]);
  return {
    filter,
    unsaid: said === '',
    change: (part) => changeAddress((before) => writeFilter({ ...readFilter(before.toString()), ...part })),
  };
}
