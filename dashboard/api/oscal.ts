import type { OscalImport } from '../../server/contract/oscal.js';
import type { InformationDomain } from '../../server/contract/structure.js';
import { request } from './http.js';

/** The documents of OSCAL that a domain is told by; without the first the others say nothing. */
export const oscalModels = [
  'system-security-plan',
  'assessment-plan',
  'assessment-results',
  'plan-of-action-and-milestones',
] as const;
export type OscalModel = (typeof oscalModels)[number];

export const importOscal = (tenant: string, input: OscalImport): Promise<InformationDomain> =>
  request('isms/oscal', { method: 'POST', query: { tenant }, body: input });

export interface OscalFile {
  name: string;
  /** undefined: it holds none of the documents. */
  model: OscalModel | undefined;
  content: unknown;
}

/** @returns what a file holds; its content is not checked, which the server does */
export async function readOscalFile(file: File): Promise<OscalFile> {
  const members = membersOf(await file.text());
  const model = oscalModels.find((name) => Object.hasOwn(members, name));
  return { name: file.name, model, content: model && members[model] };
}

function membersOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
