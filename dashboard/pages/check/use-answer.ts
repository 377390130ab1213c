import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Assessment, CheckQuestion } from '../../../server/contract/check.js';
import { type EditionRef, putAnswer } from '../../api/check.js';
import { ApiError } from '../../api/http.js';
import { useLeaving } from '../../components/use-leaving.js';
import { type AnswerDraft, type DraftFaults, draftOf, faultsOf, inputOf } from './answer-draft.js';
import type { DraftStore } from './kept-draft.js';

/** An answer is stored when nobody has typed for so long, in milliseconds. */
const restMs = 700;

export interface AnswerState {
  draft: AnswerDraft;
  change(fields: Partial<AnswerDraft>): void;
  faults: DraftFaults;
  /** How the draft and what is stored relate. */
  state: 'saved' | 'unsaved' | 'saving' | 'conflict' | 'failed';
  error: unknown;
  /** Stores at once. */
  save(): void;
  /** Stores over what somebody else has said, of that version. */
  overwrite(version: number): void;
  /** Forgets what is typed and not stored. */
  discard(): void;
}

/**
 * The answer to one question, stored by itself after each change. Mount it anew for another question; what is typed
 * and not stored yet then is stored on leaving.
 * @param store keeps what is typed until it is stored
 * @param onStored hears what is stored now
 */
export function useAnswer(
  ref: EditionRef,
  { requirement, own, inherited }: CheckQuestion,
  targetObject: string | null,
  store: DraftStore,
  onStored: (answer: Assessment) => void,
): AnswerState {
  const [kept] = useState(() => store.load());
  const [stored, setStored] = useState(() => draftOf(own ?? inherited));
  const [draft, setDraft] = useState(() => kept?.draft ?? stored);
  const version = useRef(kept?.version ?? own?.version ?? 0);
  const { mutate, isPending, isError, error, reset } = useMutation({
    mutationFn: (said: AnswerDraft) =>
      putAnswer(ref, {
        requirement: requirement.id,
        target_object: targetObject,
        version: version.current,
        ...inputOf(said),
      }),
    onSuccess(answer, said) {
      version.current = answer.version;
      setStored(said);
      store.forget(said);
      onStored(answer);
    },
  });
  const faults = faultsOf(draft);
  const isWaiting = draft !== stored && !Object.values(faults).includes(true) && !isPending && !isError;

  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setTimeout(() => mutate(draft), restMs);
    return () => clearTimeout(timer);
  }, [isWaiting, draft, mutate]);

  useLeaving(() => {
    if (isWaiting) mutate(draft);
  });

  return {
    draft,
    faults,
    error,
    state: stateOf(draft === stored, isPending, isError ? error : undefined),
    change(fields) {
      if (isError && !isConflict(error)) reset();
      const next = { ...draft, ...fields };
      store.keep({ draft: next, version: version.current });
      setDraft(next);
    },
    save() {
      if (isWaiting) mutate(draft);
    },
    overwrite(over) {
      version.current = over;
      reset();
      mutate(draft);
    },
    discard: () => store.forget(),
  };
}

const isConflict = (error: unknown): boolean => error instanceof ApiError && error.code === 'CONFLICT';

function stateOf(isStored: boolean, isPending: boolean, error: unknown): AnswerState['state'] {
  if (isConflict(error)) return 'conflict';
  if (error !== undefined) return 'failed';
  if (isPending) return 'saving';
  return isStored ? 'saved' : 'unsaved';
}
