import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { StoredProposal } from '../../../server/contract/migration.js';
import {
  decideProposals,
  getMigrationState,
  getProposals,
  type Items,
  type Move,
  runMigration,
} from '../../api/migration.js';
import { useSession } from '../../state/session.js';
import type { Decision } from './proposal-filter.js';

export interface Decided {
  proposals: readonly StoredProposal[];
  decision: Decision;
  /** undefined: the note that is there stays. */
  note?: string | undefined;
}

/** The proposals of a move, what the check proposes now, and the two things that people do. */
export function useMigration(move: Move | undefined) {
  const queries = useQueryClient();
  const username = useSession().user?.username ?? null;
  const listKey = ['migration', 'proposals', move?.tenant, move?.target];
  const state = useQuery({
    queryKey: ['migration', 'state', move],
    queryFn: ({ signal }) => getMigrationState(move!, signal),
    enabled: move !== undefined,
  });
  const proposals = useQuery({
    queryKey: listKey,
    queryFn: ({ signal }) => getProposals(move!, signal),
    enabled: move !== undefined,
  });
  const reload = () => queries.invalidateQueries({ queryKey: ['migration'] });
  const compute = useMutation({ mutationFn: () => runMigration(move!), onSuccess: reload });
  const decide = useMutation({
    mutationFn({ proposals, decision, note }: Decided) {
      const items = proposals.map(({ requirement, version }) => ({ requirement, version }));
      return decideProposals(move!, { items, decision, ...(note === undefined ? {} : { note }) });
    },
    onSuccess(_, { proposals, decision, note }) {
      const decided = new Set(proposals.map(({ requirement }) => requirement));
      const by = decision === 'open' ? null : username;
      queries.setQueryData<Items<StoredProposal>>(listKey, (data) => {
        const items = data?.items.map((each) =>
          decided.has(each.requirement)
            ? { ...each, decision, note: note ?? each.note, decided_by: by, version: each.version + 1 }
            : each,
        );
        return items && { items };
      });
    },
    onError: reload,
  });
  return { state, proposals, compute, decide };
}
