import type {
  Assessment,
  AssessmentBulk,
  AssessmentChange,
  CheckEntry,
  CheckOverview,
  CheckQuestion,
  CheckSheet,
} from '../../server/contract/check.js';
import type {
  Assignment,
  AssignmentBulk,
  AssignmentInput,
  ModellingRule,
  Profile,
  ProfileInput,
  ProposalCounts,
} from '../../server/contract/modelling.js';
import { request } from './http.js';
import type { DomainRef } from './structure.js';

/** Which domain, and by which edition it is modelled and checked. */
export interface EditionRef extends DomainRef {
  catalog: string;
}

interface Items<T> {
  items: T[];
}

/** Id of a target object, or `domain` for the whole information domain. */
export type ScopeId = string;

/** @returns what the API calls a scope */
export const scopeOf = (targetObject: string | null): ScopeId => targetObject ?? 'domain';

export const getAssignments = (ref: EditionRef, signal?: AbortSignal): Promise<Items<Assignment>> =>
  request('isms/modelling', { query: { ...ref }, signal });

export const getModellingRules = (signal?: AbortSignal): Promise<Items<ModellingRule>> =>
  request('isms/modelling/rules', { signal });

export const proposeBausteine = (ref: EditionRef): Promise<ProposalCounts> =>
  request('isms/modelling/proposals', { method: 'POST', query: { ...ref } });

export const decideAssignments = (ref: EditionRef, body: AssignmentBulk): Promise<Items<Assignment>> =>
  request('isms/modelling/decisions', { method: 'POST', query: { ...ref }, body });

export const addAssignment = (ref: EditionRef, body: AssignmentInput): Promise<Assignment> =>
  request('isms/modelling', { method: 'POST', query: { ...ref }, body });

/** Takes back a Baustein that was added by hand. */
export const removeAssignment = ({ id, version }: Assignment): Promise<void> =>
  request(`isms/modelling/${encodeURIComponent(id)}`, { method: 'DELETE', query: { version } });

export const getProfiles = (ref: DomainRef, signal?: AbortSignal): Promise<Items<Profile>> =>
  request('isms/modelling/profiles', { query: { ...ref }, signal });

export const createProfile = (ref: DomainRef, body: ProfileInput): Promise<Profile> =>
  request('isms/modelling/profiles', { method: 'POST', query: { ...ref }, body });

/** @param version the one that was edited */
export const updateProfile = (
  ref: DomainRef,
  id: string,
  body: ProfileInput,
  version: number,
): Promise<Profile> =>
  request(`isms/modelling/profiles/${encodeURIComponent(id)}`, {
    method: 'PUT',
    query: { ...ref },
    body: { ...body, version },
  });

export const removeProfile = (ref: DomainRef, { id, version }: Profile): Promise<void> =>
  request(`isms/modelling/profiles/${encodeURIComponent(id)}`, {
    method: 'DELETE',
    query: { ...ref, version },
  });

export const getCheckOverview = (
  ref: EditionRef,
  profile: string,
  signal?: AbortSignal,
): Promise<CheckOverview> => request('isms/check/overview', { query: { ...ref, profile }, signal });

export const getSheets = (
  ref: EditionRef,
  filter: { profile: string; baustein?: string | undefined; scope?: ScopeId | undefined },
  signal?: AbortSignal,
): Promise<Items<CheckSheet>> => request('isms/check/sheets', { query: { ...ref, ...filter }, signal });

export const getQuestions = (
  ref: EditionRef,
  baustein: string,
  scope: ScopeId,
  signal?: AbortSignal,
): Promise<Items<CheckQuestion>> =>
  request('isms/check/questions', { query: { ...ref, baustein, scope }, signal });

export const putAnswer = (ref: EditionRef, body: AssessmentChange): Promise<Assessment> =>
  request('isms/check/answer', { method: 'PUT', query: { ...ref }, body });

export const changeAnswers = (ref: EditionRef, body: AssessmentBulk): Promise<Items<Assessment>> =>
  request('isms/check/answers', { method: 'POST', query: { ...ref }, body });

export const removeAnswer = (
  ref: EditionRef,
  requirement: string,
  scope: ScopeId,
  version: number,
): Promise<void> =>
  request('isms/check/answer', { method: 'DELETE', query: { ...ref, requirement, scope, version } });

export const getCheckHistory = (
  ref: EditionRef,
  scope: ScopeId,
  what: string,
  signal?: AbortSignal,
): Promise<Items<CheckEntry>> => request('isms/check/history', { query: { ...ref, scope, what }, signal });
