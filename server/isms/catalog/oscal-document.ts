/** The parts of OSCAL's control models (NIST, OSCAL 1.1/1.2, JSON) that the program works with. */

export interface OscalProperty {
  name: string;
  value: string;
  ns?: string;
  class?: string;
}

export interface OscalLink {
  href: string;
  rel?: string;
  text?: string;
}

export interface OscalPart {
  id?: string;
  name: string;
  ns?: string;
  class?: string;
  title?: string;
  prose?: string;
  props?: OscalProperty[];
  links?: OscalLink[];
  parts?: OscalPart[];
}

export interface OscalParameter {
  id: string;
  class?: string;
  'depends-on'?: string;
  label?: string;
  usage?: string;
  values?: string[];
  select?: { 'how-many'?: string; choice?: string[] };
  props?: OscalProperty[];
  links?: OscalLink[];
  constraints?: object[];
  guidelines?: object[];
}

export interface OscalControl {
  id: string;
  title: string;
  class?: string;
  params?: OscalParameter[];
  props?: OscalProperty[];
  links?: OscalLink[];
  parts?: OscalPart[];
  controls?: OscalControl[];
}

export interface OscalGroup {
  id?: string;
  title: string;
  class?: string;
  params?: OscalParameter[];
  props?: OscalProperty[];
  links?: OscalLink[];
  parts?: OscalPart[];
  groups?: OscalGroup[];
  controls?: OscalControl[];
}

export interface OscalMetadata {
  title: string;
  version: string;
  'oscal-version': string;
  'last-modified': string;
  published?: string;
}

export interface OscalResource {
  uuid: string;
  title?: string;
  rlinks?: { href: string; hashes?: { algorithm: string; value: string }[] }[];
}

export interface OscalBackMatter {
  resources?: OscalResource[];
}

export interface OscalCatalog {
  uuid: string;
  metadata: OscalMetadata;
  params?: OscalParameter[];
  groups?: OscalGroup[];
  controls?: OscalControl[];
  'back-matter'?: OscalBackMatter;
}

/** Which controls are meant (Profile Resolution, "selecting controls"). */
export interface OscalSelection {
  'with-ids'?: string[];
  matching?: { pattern?: string }[];
  'with-child-controls'?: 'yes' | 'no';
}

export interface OscalImport {
  href: string;
  'include-all'?: object;
  'include-controls'?: OscalSelection[];
  'exclude-controls'?: OscalSelection[];
}

export interface OscalInsertControls {
  order?: 'keep' | 'ascending' | 'descending';
  'include-all'?: object;
  'include-controls'?: OscalSelection[];
  'exclude-controls'?: OscalSelection[];
}

export interface OscalCustomGroup {
  id?: string;
  title: string;
  class?: string;
  params?: OscalParameter[];
  props?: OscalProperty[];
  links?: OscalLink[];
  parts?: OscalPart[];
  groups?: OscalCustomGroup[];
  'insert-controls'?: OscalInsertControls[];
}

export interface OscalMerge {
  combine?: { method?: 'use-first' | 'merge' | 'keep' };
  flat?: object;
  'as-is'?: boolean;
  custom?: { groups?: OscalCustomGroup[]; 'insert-controls'?: OscalInsertControls[] };
}

export type OscalSetParameter = Omit<OscalParameter, 'id'> & { 'param-id': string };

export interface OscalRemove {
  'by-name'?: string;
  'by-class'?: string;
  'by-id'?: string;
  'by-item-name'?: string;
  'by-ns'?: string;
}

export interface OscalAdd {
  position?: 'before' | 'after' | 'starting' | 'ending';
  'by-id'?: string;
  title?: string;
  params?: OscalParameter[];
  props?: OscalProperty[];
  links?: OscalLink[];
  parts?: OscalPart[];
}

export interface OscalAlter {
  'control-id': string;
  removes?: OscalRemove[];
  adds?: OscalAdd[];
}

export interface OscalProfile {
  uuid: string;
  metadata: OscalMetadata;
  imports: OscalImport[];
  merge?: OscalMerge;
  modify?: { 'set-parameters'?: OscalSetParameter[]; alters?: OscalAlter[] };
  'back-matter'?: OscalBackMatter;
}

export interface OscalMapItem {
  type: string;
  'id-ref': string;
  props?: OscalProperty[];
}

export interface OscalMap {
  uuid: string;
  relationship: string;
  sources: OscalMapItem[];
  targets: OscalMapItem[];
  props?: OscalProperty[];
}

export interface OscalMappingResource {
  type: string;
  href: string;
  props?: OscalProperty[];
}

export interface OscalMappings {
  'source-resource': OscalMappingResource;
  'target-resource': OscalMappingResource;
  status?: string;
  maps: OscalMap[];
}

export interface OscalMappingCollection {
  uuid: string;
  metadata: OscalMetadata;
  provenance?: { status?: string };
  mappings: OscalMappings[];
}

export interface OscalComponentDefinition {
  uuid: string;
  metadata: OscalMetadata;
  components?: {
    uuid: string;
    type: string;
    title: string;
    'control-implementations'?: {
      source: string;
      'implemented-requirements': { 'control-id': string; description?: string }[];
    }[];
  }[];
  'back-matter'?: OscalBackMatter;
}

/** Models that can be installed, by the name of the document's only member. */
export interface OscalModels {
  catalog: OscalCatalog;
  profile: OscalProfile;
  'mapping-collection': OscalMappingCollection;
  'component-definition': OscalComponentDefinition;
}
export type OscalModel = keyof OscalModels;

/** A document with the model it follows. */
export type OscalDocument = { [M in OscalModel]: { model: M; body: OscalModels[M] } }[OscalModel];
