import type { Value } from './value.js';

/** Character data, references resolved. */
export interface TextNode {
  kind: 'text';
  text: string;
  /** The same, escaped for where it stands. */
  xml: string;
}

/** A place that a value of the template instance fills. */
export interface SubstitutionNode {
  kind: 'substitution';
  id: number;
  /** A null value removes the enclosing element or attribute, [MS-EVEN6] 3.1.4.7.2. */
  optional: boolean;
}

export interface InstructionNode {
  kind: 'instruction';
  xml: string;
}

export interface AttributeNode {
  name: string;
  parts: (TextNode | SubstitutionNode)[];
  /** ` name="` */
  open: string;
}

export interface ElementNode {
  kind: 'element';
  name: string;
  attributes: AttributeNode[];
  children: ContentNode[];
  /** Ids of the values without which the element is left out. */
  required: number[];
  /** Id of the only content, when that is a substitution: an array there repeats the element; otherwise -1. */
  sole: number;
  /** Whether it is `<Data Name="key">`, which JSON shows as a member of that name. */
  namedData: boolean;
  /** Length of the tags and of the fixed attribute text, and 1 for each node. */
  tagWeight: number;
  /** `<name`, and `</name>` */
  open: string;
  close: string;
}

/** A template filled with values, [MS-EVEN6] 2.2.12 TemplateInstance. */
export interface InstanceNode {
  kind: 'instance';
  template: Fragment;
  values: Value[];
  weight: number;
  depth: number;
}

export type ContentNode = TextNode | SubstitutionNode | InstructionNode | ElementNode | InstanceNode;

/** A parsed fragment: a record's document, a template's definition or a value of type BinXML. */
export interface Fragment {
  nodes: ContentNode[];
  /** Bound of the rendered size of all that is fixed, characters. */
  fixedWeight: number;
  /** Levels that rendering descends at most. */
  depth: number;
  /** Where values go; the element is there when an array value repeats it. */
  slots: Slot[];
}

export interface Slot {
  id: number;
  repeats: ElementNode | undefined;
}
