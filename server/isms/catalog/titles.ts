import type { RequirementLevel } from '../../contract/isms.js';

/** The ten layers of the Kompendium (chapter "Schichtenmodell"), in its order. */
export const layerIds = ['ISMS', 'ORP', 'CON', 'OPS', 'DER', 'APP', 'SYS', 'IND', 'NET', 'INF'] as const;
export type LayerId = (typeof layerIds)[number];

export interface RequirementTitle {
  baustein: string;
  /** `OPS.1.1.5.A3` */
  id: string;
  title: string;
  level: RequirementLevel;
  /** Who is primarily responsible instead of the Baustein's own role. */
  roles: string[];
  withdrawn: boolean;
}

const layers = layerIds.join('|');
const layerPattern = new RegExp(`^(${layers}) (\\S.*)$`);
const bausteinPattern = new RegExp(`^((?:${layers})(?:\\.\\d+)+) (\\S.*)$`);
// "OPS.2.3A22" is spelled without the dot in the edition of 2023.
const requirementIdPattern = new RegExp(`^((?:${layers})(?:\\.\\d+)+)\\.?A(\\d+) `);
const threatPattern = /^G 0\.(\d+) (\S.*)$/;
const rolesPattern = / \[([^[\]]+)\]$/;
const levelPattern = / \(([BSH])\)$/;

/** @returns the layer of a chapter title such as `OPS Betrieb`, undefined for another chapter */
export function layerTitle(title: string): { id: LayerId; title: string } | undefined {
  const match = layerPattern.exec(title);
  return match === null ? undefined : { id: match[1] as LayerId, title: match[2]! };
}

/** @returns id and title of `OPS.1.1.5 Protokollierung`, undefined for another title */
export function bausteinTitle(title: string): { id: string; title: string } | undefined {
  const match = bausteinPattern.exec(title);
  return match === null ? undefined : { id: match[1]!, title: match[2]! };
}

/** @returns id and title of `G 0.14 Ausspähen von Informationen (Spionage)`, undefined for another title */
export function threatTitle(title: string): { id: string; title: string } | undefined {
  const match = threatPattern.exec(title);
  return match === null ? undefined : { id: `G 0.${match[1]}`, title: match[2]! };
}

/**
 * Reads `DER.1.A7 Schulung von Zuständigen (S) [Vorgesetzte]` or `DER.1.A8 ENTFALLEN (S)`
 * (Kompendium, "Aufbau der Bausteine": level in round brackets, roles in square brackets).
 * @returns the parts, undefined when the title does not have this form
 */
export function requirementTitle(title: string): RequirementTitle | undefined {
  const id = requirementIdPattern.exec(title);
  if (id === null) return undefined;
  let rest = title.slice(id[0].length);
  const roles = rolesPattern.exec(rest);
  if (roles !== null) rest = rest.slice(0, roles.index);
  const level = levelPattern.exec(rest);
  if (level === null) return undefined;
  const name = rest.slice(0, level.index).trim();
  if (name === '') return undefined;
  return {
    baustein: id[1]!,
    id: `${id[1]}.A${id[2]}`,
    title: name,
    level: level[1] as RequirementLevel,
    roles: roles === null ? [] : roleList(roles[1]!),
    withdrawn: name === 'ENTFALLEN',
  };
}

/**
 * @param text such as `Benutzende, OT-Betrieb (Operational Technology, OT)`: a comma inside brackets separates nothing
 * @returns the roles; empty for an empty text or `Keine`
 */
export function roleList(text: string): string[] {
  const roles: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const char = text[at];
    if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if (char === undefined || (char === ',' && depth <= 0)) {
      const role = text.slice(start, at).trim();
      if (role !== '' && role !== 'Keine') roles.push(role);
      start = at + 1;
    }
  }
  return roles;
}
