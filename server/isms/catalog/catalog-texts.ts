import type { Kompendium, Paragraph } from './kompendium.js';
import type { OscalCatalog, OscalParameter, OscalPart } from './oscal-document.js';
import { parametersOf } from './profile-modify.js';
import { controlEntries } from './profile-select.js';
import type { SubRequirement } from './sub-requirement.js';

/** A piece of a requirement's text: BSI's or another publisher's words, from the user's own file. */
export interface TextPart {
  /** `statement`, `guidance` ... as OSCAL names parts; `item` stands in a list. */
  name: string;
  text: string;
  title?: string;
  /** Of a part within a part; 0 otherwise. */
  depth: number;
}

export interface RequirementText {
  id: string;
  parts: TextPart[];
  /** Relations that the text states, such as `required` or `related` to another control. */
  links: { rel: string; target: string }[];
  subRequirements: SubRequirement[];
}

/** Everything of a catalogue that is not a fact and therefore comes from the user's own copy. */
export interface CatalogTexts {
  requirements: RequirementText[];
  threats: { id: string; parts: TextPart[] }[];
  crossReferences: { requirement: string; threat: string }[];
}

/** @returns the texts of the valid requirements and the threats of a Kompendium */
export function kompendiumTexts(kompendium: Kompendium): CatalogTexts {
  const requirements = kompendium.bausteine.flatMap((baustein) =>
    baustein.requirements
      .filter(({ withdrawn }) => !withdrawn)
      .map(({ id, text, subRequirements }) => ({ id, parts: text.map(part), links: [], subRequirements })),
  );
  const threats = kompendium.threats.map(({ id, text }) => ({ id, parts: text.map(part) }));
  return { requirements, threats, crossReferences: kompendium.crossReferences };
}

const part = ({ text, item }: Paragraph): TextPart => ({ name: item ? 'item' : 'statement', text, depth: 0 });

/** @returns the texts of a catalogue's controls, parameters put in */
export function oscalTexts(catalog: OscalCatalog): CatalogTexts {
  const params = new Map(parametersOf(catalog).map((param) => [param.id, param]));
  const requirements = [...controlEntries(catalog).values()].map(({ control }) => ({
    id: control.id,
    parts: (control.parts ?? []).flatMap((each) => textParts(each, 0, params)),
    links: (control.links ?? [])
      .filter(({ href }) => href.startsWith('#'))
      .map(({ href, rel }) => ({ rel: rel ?? 'reference', target: href.slice(1) })),
    subRequirements: [],
  }));
  return { requirements, threats: [], crossReferences: [] };
}

function textParts(
  { name, title, prose, parts }: OscalPart,
  depth: number,
  params: ReadonlyMap<string, OscalParameter>,
): TextPart[] {
  const own: TextPart[] =
    prose === undefined && title === undefined
      ? []
      : [
          {
            name,
            text: insertParameters(prose ?? '', params),
            depth,
            ...(title === undefined ? {} : { title }),
          },
        ];
  return [...own, ...(parts ?? []).flatMap((each) => textParts(each, depth + 1, params))];
}

/**
 * Puts parameters into prose (OSCAL, "prose and parameter insertion"): `{{ insert: param, ac-1_prm_1 }}` becomes its
 * values, its choices, or its label in square brackets. An unknown parameter stays as it is written.
 */
export function insertParameters(
  prose: string,
  params: ReadonlyMap<string, OscalParameter>,
  depth = 0,
): string {
  return prose.replace(
    /\{\{\s{0,9}insert:\s{0,9}param,\s{0,9}([^\s{}]{1,200})\s{0,9}\}\}/g,
    (whole, id: string) => {
      const param = params.get(id);
      if (param === undefined) return whole;
      if (param.values !== undefined && param.values.length > 0) return param.values.join(', ');
      const choices = param.select?.choice;
      // A choice may hold parameters itself; a choice that holds itself ends here.
      if (choices !== undefined && depth < 3) {
        return `[${choices.map((choice) => insertParameters(choice, params, depth + 1)).join(' | ')}]`;
      }
      return `[${param.label ?? id}]`;
    },
  );
}
