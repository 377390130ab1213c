import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { TargetObject, TargetObjectInput } from '../../../server/contract/isms.js';
import { ApiError } from '../../api/http.js';
import { getTargetObject, updateTargetObject } from '../../api/isms.js';
import { useStructureChanged } from '../structure/use-structure.js';
import { draftOf, inputOf } from './draft.js';
import { canBeMerged } from './inline-cell.js';

type Fields = Partial<TargetObjectInput>;
interface Change {
  object: TargetObject;
  values: Fields;
}

/** A change that was made in the table, and how it is taken back. */
export interface DoneEdit {
  object: TargetObject;
  values: Fields;
  before: Fields;
}

async function store({ object, values }: Change): Promise<TargetObject> {
  const put = (from: TargetObject): Promise<TargetObject> =>
    updateTargetObject(from.id, { ...inputOf(draftOf(from)), ...values }, from.version);
  try {
    return await put(object);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'CONFLICT') throw error;
    const fresh = await getTargetObject(object.id);
    if (!canBeMerged(object, fresh, values)) throw error;
    return put(fresh);
  }
}

/**
 * Changes fields of a target object where they are shown. What somebody else has changed in other fields stays; the same
 * field is a conflict, of which both values are shown.
 */
export function useObjectChange() {
  const changed = useStructureChanged();
  const [done, setDone] = useState<DoneEdit>();
  const { mutateAsync, error, isPending, reset } = useMutation({ mutationFn: store, onSettled: changed });
  const isConflict = error instanceof ApiError && error.code === 'CONFLICT';
  return {
    done,
    // A conflict is shown in its cell.
    error: isConflict ? null : error,
    isPending,
    reset,
    async change(object: TargetObject, values: Fields): Promise<void> {
      const fields = Object.keys(values) as (keyof TargetObjectInput)[];
      const before = Object.fromEntries(fields.map((field) => [field, object[field]])) as Fields;
      setDone({ object: await mutateAsync({ object, values }), values, before });
    },
    async undo(): Promise<void> {
      if (done === undefined) return;
      setDone(undefined);
      await mutateAsync({ object: done.object, values: done.before }).catch(() => undefined);
    },
    forget: () => setDone(undefined),
  };
}
