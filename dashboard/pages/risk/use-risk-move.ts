import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Risk, RiskInput, RiskMatrix } from '../../../server/contract/risk.js';
import { updateRisk } from '../../api/risk.js';
import { damages, frequencies } from './risk-words.js';
import { useRisksChanged } from './use-risks.js';

interface RiskList {
  items: Risk[];
}
interface DoneMove {
  text: string;
  id: string;
  back: RiskInput;
}

const moveKey = ['risk', 'move'];

/** Stores what moving a risk says of it: it is there at once, and can be taken back. */
export function useRiskMove(matrix: RiskMatrix | undefined) {
  const queries = useQueryClient();
  const changed = useRisksChanged();
  const [done, setDone] = useState<DoneMove>();
  const shown = (risk: Risk, input: RiskInput): Risk => {
    const next = { ...risk, ...input, version: risk.version + 1, signed_by: null, signed_at: null } as Risk;
    const { before } = next;
    const cell =
      before && matrix?.cells[damages.indexOf(before.damage)]?.[frequencies.indexOf(before.frequency)];
    return { ...next, risk_before: cell ?? null, state: next.state === 'signed' ? 'treated' : next.state };
  };
  const write = (id: string, input: RiskInput): Risk | undefined => {
    let before: Risk | undefined;
    const lists = {
      queryKey: ['risk'],
      predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => isList(queryKey),
    };
    // An answer that is on its way knows nothing of this move, and would be opened for editing as it was before.
    void queries.cancelQueries(lists, { revert: false });
    queries.setQueriesData<RiskList>(lists, (data) => {
      before ??= data?.items.find((each) => each.id === id);
      return (
        data && { ...data, items: data.items.map((each) => (each.id === id ? shown(each, input) : each)) }
      );
    });
    return before;
  };
  const { mutate, error, isPending, reset } = useMutation({
    mutationKey: moveKey,
    scope: { id: 'risks' },
    mutationFn: ({ risk, input }: { risk: Risk; input: RiskInput }) => updateRisk(risk, input),
    onError: () => setDone(undefined),
    // Of several moves in a row the last one asks.
    onSettled: () => queries.isMutating({ mutationKey: moveKey }) === 1 && changed(),
  });
  const store = (id: string, input: RiskInput): Risk | undefined => {
    const risk = write(id, input);
    if (risk) mutate({ risk, input });
    return risk;
  };
  return {
    done,
    error,
    isPending,
    move(id: string, input: RiskInput, text: string): void {
      reset();
      const risk = store(id, input);
      if (risk === undefined) return;
      const { relevance, reason, before, treatment, treatment_note, after, owner } = risk;
      setDone({ text, id, back: { relevance, reason, before, treatment, treatment_note, after, owner } });
    },
    undo(): void {
      if (done) store(done.id, done.back);
      setDone(undefined);
    },
    forget: () => setDone(undefined),
  };
}

/** The lists of risks, of an object and of a domain. */
const isList = ([, kind]: readonly unknown[]): boolean => kind === 'object' || kind === 'all';
