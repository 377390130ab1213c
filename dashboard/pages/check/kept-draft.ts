import type { AnswerDraft } from './answer-draft.js';

/** What was typed and is not stored yet, and the version of the answer that it was typed over. */
export interface KeptDraft {
  draft: AnswerDraft;
  version: number;
}

/** Where a draft is kept: in this tab of the browser, until it is stored, also over a new login. */
export interface DraftStore {
  load(): KeptDraft | undefined;
  keep(kept: KeptDraft): void;
  /** Forgets it; with a draft: only if that is the one that is kept. */
  forget(stored?: AnswerDraft): void;
}

/** @param place names user, edition, scope and requirement */
export function draftStore(place: readonly string[], storage: Storage = sessionStorage): DraftStore {
  const key = `grundwacht.answer ${place.join(' ')}`;
  return {
    load() {
      try {
        const kept = JSON.parse(storage.getItem(key) ?? 'null') as KeptDraft | null;
        return kept?.draft && Number.isInteger(kept.version) ? kept : undefined;
      } catch {
        return undefined;
      }
    },
    keep(kept) {
      try {
        storage.setItem(key, JSON.stringify(kept));
      } catch {
        // A full storage keeps nothing; the answer is stored all the same.
      }
    },
    forget(stored) {
      if (stored !== undefined && JSON.stringify(this.load()?.draft) !== JSON.stringify(stored)) return;
      storage.removeItem(key);
    },
  };
}
