import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { TargetObjectBulk } from '../../../server/contract/isms.js';
import { updateTargetObjects } from '../../api/isms.js';
import { useStructureChanged } from '../structure/use-structure.js';
import { type BulkChange, takingBack } from './bulk-undo.js';

/** Changes several target objects at once, all or none, and takes the last such change back, all or none. */
export function useBulkChange() {
  const changed = useStructureChanged();
  const [done, setDone] = useState<TargetObjectBulk>();
  const apply = useMutation({
    mutationFn: ({ chosen, values }: BulkChange) =>
      updateTargetObjects({ objects: chosen.map(({ id, version }) => ({ id, version })), ...values }),
    onSuccess: ({ objects }, change) => setDone(takingBack(change, objects)),
    onSettled: changed,
  });
  const undo = useMutation({
    mutationFn: updateTargetObjects,
    onSuccess: () => setDone(undefined),
    onSettled: changed,
  });
  return { apply, undo, done, forget: () => setDone(undefined) };
}
