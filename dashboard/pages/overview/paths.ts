import type { AssessmentStatus } from '../../../server/contract/check.js';
import type { RequirementLevel } from '../../../server/contract/isms.js';
import type { ScopeId } from '../../api/check.js';

/** A cell of the heat map, or what is asked of the list behind it. */
export interface RequirementFilter {
  layer?: string;
  baustein?: string;
  level?: RequirementLevel;
  scope?: ScopeId;
  status?: AssessmentStatus;
  contradicted?: boolean;
  profile?: string;
}

/** A requirement where it is asked. */
export interface OpenRequirement {
  baustein: string;
  requirement: string;
  on: ScopeId;
}

/** @returns path of the list of the requirements behind a cell; with one of them opened */
export function requirementsPath(filter: RequirementFilter, open?: OpenRequirement): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined && value !== false) search.set(name, String(value));
  }
  if (open)
    for (const [name, value] of Object.entries({ of: open.baustein, id: open.requirement, on: open.on }))
      search.set(name, value);
  return `/overview/requirements?${search}`;
}

/** @returns the filter and the opened requirement that an address names */
export function readRequirements(search: URLSearchParams): {
  filter: RequirementFilter;
  open: OpenRequirement | undefined;
} {
  const of = (name: string): string | undefined => search.get(name) || undefined;
  const [baustein, requirement, on] = [of('of'), of('id'), of('on')];
  const filter: Record<string, string | boolean | undefined> = {
    layer: of('layer'),
    baustein: of('baustein'),
    level: of('level'),
    scope: of('scope'),
    status: of('status'),
    profile: of('profile'),
    contradicted: of('contradicted') === 'true' || undefined,
  };
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  return {
    filter: Object.fromEntries(given) as RequirementFilter,
    open: baustein && requirement && on ? { baustein, requirement, on } : undefined,
  };
}
