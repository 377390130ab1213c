import type { RequirementLevel } from '../../contract/isms.js';
import type { SubRequirement } from './sub-requirement.js';
import type { LayerId } from './titles.js';

/** Recommended order of implementation (Kompendium, "Bearbeitungsreihenfolge der Bausteine"). */
export type ImplementationOrder = 'R1' | 'R2' | 'R3';

/** What a Baustein is modelled on (Kompendium, table in "Modellierung"). */
export const bausteinScopes = {
  'Informationsverbund/übergeordnete Aspekte': 'domain',
  Anwendung: 'application',
  'IT-System': 'it_system',
  Netz: 'network',
  'Gebäude/Raum': 'building_or_room',
} as const;
export type BausteinScope = (typeof bausteinScopes)[keyof typeof bausteinScopes];

/** A paragraph, list item or table row. */
export interface Paragraph {
  text: string;
  /** Stands in a list. */
  item: boolean;
}

export interface KompendiumRequirement {
  id: string;
  title: string;
  level: RequirementLevel;
  roles: string[];
  /** ENTFALLEN: the id is kept so that it is never given to another requirement. */
  withdrawn: boolean;
  /** Paragraphs and list items. BSI's text: shown from the user's own copy, never shipped. */
  text: Paragraph[];
  /** One per demand. */
  subRequirements: SubRequirement[];
}

export interface KompendiumBaustein {
  id: string;
  title: string;
  layer: LayerId;
  order: ImplementationOrder;
  scope: BausteinScope;
  /** "Grundsätzlich zuständig": exactly one role. */
  responsible: string;
  /** "Weitere Zuständigkeiten". */
  furtherRoles: string[];
  requirements: KompendiumRequirement[];
}

export interface ElementaryThreat {
  /** `G 0.14` */
  id: string;
  title: string;
  text: Paragraph[];
}

/** A row of a cross reference table: the requirement counters the threat (Kompendium, "Kreuzreferenztabellen"). */
export interface CrossReference {
  requirement: string;
  threat: string;
}

/** The IT-Grundschutz-Kompendium as read from BSI's own file. */
export interface Kompendium {
  layers: { id: LayerId; title: string }[];
  bausteine: KompendiumBaustein[];
  threats: ElementaryThreat[];
  /** Empty in the edition of 2023, whose tables BSI publishes apart. */
  crossReferences: CrossReference[];
}
