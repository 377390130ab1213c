import type { DomainContent } from './content.js';
import { type DomainModel, type ExportFrame, type Json, line, uuidOf } from './document.js';

/** OSCAL release that the documents follow. */
export const oscalVersion = '1.2.1';

const titles: Record<DomainModel, string> = {
  'system-security-plan': 'Sicherheitskonzept',
  'assessment-plan': 'Auditprogramm',
  'assessment-results': 'Prüfergebnisse',
  'plan-of-action-and-milestones': 'Risiken und Realisierungsplan',
};

/** @returns the members that every document begins with */
export function beginning(
  model: DomainModel,
  { domain }: DomainContent,
  frame: ExportFrame,
): { uuid: string; metadata: Json } {
  return {
    uuid: uuidOf(frame, domain.key, model),
    metadata: {
      title: `${titles[model]}: ${line(domain.name)}`,
      'last-modified': frame.modified,
      version: frame.version,
      'oscal-version': oscalVersion,
    },
  };
}

/** File that a document is written to; the documents refer to each other by it. */
export const fileOf = (model: DomainModel): string => `${model}.json`;

/** @returns UUID of a target object's component; null: the whole domain */
export const componentOf = (frame: ExportFrame, domain: string, object: string | null): string =>
  object === null ? uuidOf(frame, domain, 'this-system') : uuidOf(frame, domain, 'component', object);

const tokenForm = /^[\p{L}_][\p{L}\p{N}.\-_]*$/u;

/** @returns an id as OSCAL takes it: `5.1` of Annex A begins with no letter */
export const token = (id: string): string =>
  tokenForm.test(id) ? id : `_${id.replace(/[^\p{L}\p{N}.\-_]/gu, '-')}`;
