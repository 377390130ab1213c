import type { Evidence, EvidenceInput } from '../../../server/contract/evidence.js';

/** What the form holds: texts as they are typed. */
export interface EvidenceDraft {
  kind: Evidence['kind'];
  title: string;
  shows: string;
  effective_on: string;
  valid_until: string;
  provided_by: string;
  classification: Evidence['classification'];
  requirements: string;
  target_objects: ReadonlySet<string>;
  file: { sha256: string; name: string; size: number } | null;
  link: string;
  observation: string | null;
}

/** What a new item is for. */
export interface EvidenceFor {
  requirements: readonly string[];
  target_objects: readonly string[];
}

/** @param today ISO day */
export function draftOf(item: Evidence | EvidenceFor, user: string, today: string): EvidenceDraft {
  const requirements = item.requirements.join(', ');
  if ('id' in item) {
    return {
      ...item,
      valid_until: item.valid_until ?? '',
      link: item.link ?? '',
      requirements,
      target_objects: new Set(item.target_objects.map(({ id }) => id)),
    };
  }
  return {
    kind: 'file',
    title: '',
    shows: '',
    effective_on: today,
    valid_until: '',
    provided_by: user,
    classification: 'internal',
    requirements,
    target_objects: new Set(item.target_objects),
    file: null,
    link: '',
    observation: null,
  };
}

export function inputOf(draft: EvidenceDraft): EvidenceInput {
  const { kind, title, shows, effective_on, provided_by, classification, file } = draft;
  const requirements = draft.requirements.split(/[\s,;]+/).filter((id) => id !== '');
  return {
    kind,
    title,
    shows,
    effective_on,
    valid_until: draft.valid_until || null,
    provided_by,
    classification,
    requirements: [...new Set(requirements)],
    target_objects: [...draft.target_objects],
    file: kind === 'file' && file ? { sha256: file.sha256, name: file.name } : null,
    link: kind === 'link' ? draft.link.trim() : null,
    observation: kind === 'observation' ? draft.observation : null,
  };
}
