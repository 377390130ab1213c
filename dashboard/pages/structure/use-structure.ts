import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Relation } from '../../../server/contract/structure.js';
import { getTargetObjects } from '../../api/isms.js';
import { type DomainRef, getRelations } from '../../api/structure.js';

export interface Structure {
  /** undefined while loading. */
  objects: TargetObject[] | undefined;
  byId: ReadonlyMap<string, TargetObject>;
  relations: Relation[];
  error: unknown;
  retry(): void;
}

const none: never[] = [];

/** The target objects of a domain and what they depend on. */
export function useStructure(ref: DomainRef | undefined): Structure {
  const objects = useQuery({
    queryKey: ['structure', 'objects', ref?.domain],
    queryFn: ({ signal }) => getTargetObjects(ref!.domain, signal),
    enabled: ref !== undefined,
  });
  const relations = useQuery({
    queryKey: ['structure', 'relations', ref?.domain],
    queryFn: ({ signal }) => getRelations(ref!, signal),
    enabled: ref !== undefined,
  });
  return {
    objects: objects.data && relations.data ? objects.data.items : undefined,
    byId: new Map(objects.data?.items.map((object) => [object.id, object])),
    relations: relations.data?.items ?? none,
    error: objects.error ?? relations.error,
    retry() {
      void objects.refetch();
      void relations.refetch();
    },
  };
}

/** @returns makes every page ask again for what follows from objects and relations */
export function useStructureChanged(): () => void {
  const queries = useQueryClient();
  return () => {
    for (const queryKey of [['structure'], ['domains']]) void queries.invalidateQueries({ queryKey });
  };
}
