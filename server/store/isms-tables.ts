import type { ColumnType } from 'kysely';
import type { RequirementLevel } from '../contract/isms.js';
import type { StructureTables } from './structure-tables.js';

type Instant = ColumnType<Date, Date, Date>;

/** An installed edition of a catalogue; catalogues belong to no tenant. */
export interface CatalogTable {
  id: string;
  title: string;
  edition: string;
  /** The official file that the index was made from. */
  source_file: string;
  source_sha256: string;
  /** Of the index itself: an equal one is not installed again. */
  index_sha256: string;
  installed_at: Instant;
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

export interface RequirementTable {
  catalog_id: string;
  id: string;
  baustein_id: string;
  title: string;
  level: RequirementLevel;
  roles: string[];
  withdrawn: boolean;
  position: number;
}

export interface ElementaryThreatTable {
  catalog_id: string;
  id: string;
  title: string;
  position: number;
}

/** The ISMS's part of the database. */
export interface IsmsTables extends StructureTables {
  catalog: CatalogTable;
  catalog_layer: CatalogLayerTable;
  baustein: BausteinTable;
  requirement: RequirementTable;
  elementary_threat: ElementaryThreatTable;
}
