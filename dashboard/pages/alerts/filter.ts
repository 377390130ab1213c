import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { AlertState } from '../../../server/contract/alert.js';
import type { Level } from '../../../server/contract/detection.js';
import type { AlertFilter } from '../../api/alerts.js';
import { levelOrder } from '../../components/level.js';
import { stateOrder } from '../../components/state-mark.js';

/** What an analyst has to look at. */
const openStates: readonly AlertState[] = ['new', 'acknowledged'];

function listed<T extends string>(
  value: string | null,
  all: readonly T[],
  otherwise: readonly T[],
): readonly T[] {
  if (value === null) return otherwise;
  const names = value.split(',');
  return all.filter((each) => names.includes(each));
}

/** The list's filter; it lives in the address so that it can be shared and survives a reload. */
export function useAlertFilter(): [AlertFilter, (change: Partial<AlertFilter>) => void] {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const filter = useMemo<AlertFilter>(() => {
    const parameters = new URLSearchParams(text);
    return {
      state: listed(parameters.get('state'), stateOrder, openStates),
      level: listed<Level>(parameters.get('level'), levelOrder, []),
      q: parameters.get('q') ?? '',
      rule: parameters.get('rule') ?? '',
      entity: parameters.get('entity') ?? '',
    };
  }, [text]);

  function change(part: Partial<AlertFilter>) {
    const next = new URLSearchParams(search);
    for (const [name, value] of Object.entries(part)) {
      const written = Array.isArray(value) ? value.join(',') : String(value);
      if (written === '' && name !== 'state') next.delete(name);
      else next.set(name, written);
    }
    setSearch(next, { replace: true });
  }
  return [filter, change];
}
