import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Assessment, CheckQuestion } from '../../../server/contract/check.js';
import { type EditionRef, putAnswer } from '../../api/check.js';
import { ApiError } from '../../api/http.js';
import { type AnswerDraft, type DraftFaults, draftOf, faultsOf, inputOf } from './answer-draft.js';

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
}

/**
 * The answer to one question, stored by itself after each change. Mount it anew for another question; what is typed
 * and not stored yet then is stored on leaving.
 * @param onStored hears what is stored now
 */
export function useAnswer(
  ref: EditionRef,
  { requirement, own, inherited }: CheckQuestion,
  targetObject: string | null,
  onStored: (answer: Assessment) => void,
): AnswerState {
  const [draft, setDraft] = useState(() => draftOf(own ?? inherited));
  const [stored, setStored] = useState(draft);
  const version = useRef(own?.version ?? 0);
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

  const leaving = useRef<() => void>(() => {});
  leaving.current = () => {
    if (isWaiting) mutate(draft);
  };
  useEffect(() => () => leaving.current(), []);

  return {
    draft,
    faults,
    error,
    state: stateOf(draft === stored, isPending, isError ? error : undefined),
    change(fields) {
      if (isError && !isConflict(error)) reset();
      setDraft({ ...draft, ...fields });
    },
    save() {
      if (isWaiting) mutate(draft);
    },
  };
}

const isConflict = (error: unknown): boolean => error instanceof ApiError && error.code === 'CONFLICT';

function stateOf(isStored: boolean, isPending: boolean, error: unknown): AnswerState['state'] {
  if (isConflict(error)) return 'conflict';
  if (error !== undefined) return 'failed';
  if (isPending) return 'saving';
  return isStored ? 'saved' : 'unsaved';
}
