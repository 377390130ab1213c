import type { ColumnType } from 'kysely';
import type { CatalogNote } from '../contract/catalog.js';
import type { RequirementLevel } from '../contract/isms.js';
import type { WibaAnswer } from '../contract/migration.js';
import type { TextPart } from '../isms/catalog/catalog-texts.js';
import type { Relation, TargetState } from '../isms/catalog/mapping-index.js';
import type { ModalVerb } from '../isms/catalog/sub-requirement.js';
import type { Ground, Proposal } from '../isms/migration/propose.js';

type Instant = ColumnType<Date, Date, Date>;
/** Read as a value, written as JSON text. */
type Json<T> = ColumnType<T, string, string>;

/** An installed edition of a catalogue; catalogues belong to no tenant. */
export interface CatalogTable {
  id: string;
  kind: ColumnType<'kompendium' | 'controls', 'kompendium' | 'controls' | undefined, never>;
  /** What it was first installed from. */
  origin: ColumnType<'index' | 'catalog' | 'profile', 'index' | 'catalog' | 'profile' | undefined, never>;
  title: string;
  edition: string;
  /** When the publisher gave it out, as the file says. */
  published: string | null;
  /** The official file that the index was made from. */
  source_file: string;
  source_sha256: string;
  /** Of the index itself: an equal one is not installed again. */
  index_sha256: string;
  installed_at: Instant;
  texts_installed_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** What was tolerated or could not be resolved at the installation. */
  notes: ColumnType<CatalogNote[], string | undefined, string>;
}

export interface CatalogLayerTable {
  catalog_id: string;
  id: string;
  title: string;
  position: number;
}

export interface BausteinTable {
  catalog_id: string;
  id: string;
  title: string;
  layer: string;
  /** R1 to R3. */
  implementation_order: string;
  /** What it is modelled on. */
  scope: string;
  responsible: string;
  further_roles: string[];
  position: number;
}

export interface CatalogGroupTable {
  catalog_id: string;
  id: string;
  parent_id: string | null;
  title: string;
  title_de: string | null;
  position: number;
}

export interface TargetObjectCategoryTable {
  catalog_id: string;
  id: string;
  parent_id: string | null;
  position: number;
}

/** A requirement of the Kompendium (with Baustein and level) or a control of another catalogue (without). */
export interface RequirementTable {
  catalog_id: string;
  id: string;
  baustein_id: string | null;
  group_id: string | null;
  parent_id: string | null;
  title: string;
  title_de: string | null;
  level: RequirementLevel | null;
  roles: string[];
  withdrawn: boolean;
  modal_verb: string | null;
  sec_level: string | null;
  effort_level: string | null;
  target_objects: ColumnType<string[], string[] | undefined, string[]>;
  /** Stays when the id changes from edition to edition. */
  alt_id: string | null;
  /** Generated: what it is modelled and asked with, a Baustein or a category of target objects; null: cannot be. */
  sheet_id: ColumnType<string | null, never, never>;
  /** Generated: the level; of a control B for MUSS, H for the raised security level, S for the rest. */
  sheet_level: ColumnType<RequirementLevel | null, never, never>;
  position: number;
}

export interface RequirementTextTable {
  catalog_id: string;
  requirement_id: string;
  parts: Json<TextPart[]>;
  links: Json<{ rel: string; target: string }[]>;
  /** Of the parts: equal texts have equal hashes. */
  sha256: string;
}

export interface SubRequirementTable {
  catalog_id: string;
  id: string;
  requirement_id: string;
  position: number;
  modal: ModalVerb;
  text: string;
}

export interface ElementaryThreatTable {
  catalog_id: string;
  id: string;
  title: string;
  position: number;
}

export interface ThreatTextTable {
  catalog_id: string;
  threat_id: string;
  parts: Json<TextPart[]>;
}

export interface RequirementThreatTable {
  catalog_id: string;
  requirement_id: string;
  threat_id: string;
}

/** A file that was installed. */
export interface CatalogFileTable {
  sha256: string;
  /** Profiles name the files of their imports by MD5. */
  md5: string;
  name: string;
  model: 'kompendium' | 'catalog' | 'profile' | 'mapping-collection' | 'component-definition';
  bytes: number;
  installed_at: Instant;
  catalog_id: string | null;
  mapping_id: string | null;
  /** The (resolved) OSCAL catalogue as JSON, gzip. */
  content: Buffer | null;
}

export interface MappingTable {
  id: string;
  title: string;
  edition: string;
  status: string;
  source_catalog: string;
  source_file: string;
  source_sha256: string;
  index_sha256: string;
  installed_at: Instant;
}

export interface MappingPairTable {
  mapping_id: string;
  position: number;
  statement: number;
  source_catalog: string;
  source_id: string;
  /** The requirement that `source_id` is or belongs to. */
  source_requirement: string;
  target_catalog: string;
  target_id: string;
  relation: Relation;
  state: TargetState;
  was: string | null;
}

/** A product or service and the controls that its maker's component definition says it implements. */
export interface ComponentTable {
  id: string;
  file_sha256: string;
  title: string;
  type: string;
  catalog_id: string | null;
  requirement_ids: string[];
}

/** A tenant's answer in the self-check. */
export interface WibaAnswerTable {
  tenant_id: string;
  question: string;
  answer: WibaAnswer;
  note: string;
  answered_by: string;
  version: number;
  updated_at: Instant;
}

/** What is proposed for a control when a tenant moves to its catalogue, and what was decided. */
export interface MigrationProposalTable {
  tenant_id: string;
  target_catalog: string;
  requirement_id: string;
  proposal: Proposal;
  grounds: Json<{ contradictory: boolean; list: Ground[] }>;
  decision: 'open' | 'accepted' | 'rejected';
  note: string;
  decided_by: string | null;
  version: number;
  updated_at: Instant;
}

export interface CatalogTables {
  wiba_answer: WibaAnswerTable;
  migration_proposal: MigrationProposalTable;
  catalog: CatalogTable;
  catalog_layer: CatalogLayerTable;
  baustein: BausteinTable;
  catalog_group: CatalogGroupTable;
  target_object_category: TargetObjectCategoryTable;
  requirement: RequirementTable;
  requirement_text: RequirementTextTable;
  sub_requirement: SubRequirementTable;
  elementary_threat: ElementaryThreatTable;
  threat_text: ThreatTextTable;
  requirement_threat: RequirementThreatTable;
  catalog_file: CatalogFileTable;
  mapping: MappingTable;
  mapping_pair: MappingPairTable;
  component: ComponentTable;
}
