import type { ControlIndex, IndexCategory, IndexControl } from './catalog-index.js';
import type { OscalCatalog, OscalControl, OscalGroup } from './oscal-document.js';
import { type ModalVerb, modalVerbs } from './sub-requirement.js';

interface Collected {
  groups: ControlIndex['groups'];
  controls: IndexControl[];
}

/** Longest title that an index takes; longer ones are cut with an ellipsis. */
const titleLength = 400;

/**
 * Reduces an OSCAL catalogue to its facts: ids, titles, BSI's classification properties (namespaces of the
 * Stand-der-Technik-Bibliothek) and German titles where given; no prose.
 * @param source as read, or a resolved profile
 * @param head id, title and edition of the catalogue, and the file with its hash
 * @param categories of target objects, where the publisher has them in a file apart
 */
export function oscalIndex(
  source: OscalCatalog,
  head: Pick<ControlIndex, 'id' | 'title' | 'edition' | 'source'>,
  categories: IndexCategory[] = [],
): ControlIndex {
  const collected: Collected = { groups: [], controls: [] };
  for (const group of source.groups ?? []) addGroup(group, undefined, collected);
  for (const control of source.controls ?? []) addControl(control, {}, collected);
  const index: ControlIndex = { kind: 'controls', ...head, ...collected };
  if (categories.length > 0) index.target_object_categories = categories;
  return index;
}

function addGroup(group: OscalGroup, parent: string | undefined, into: Collected): void {
  // A group without id cannot be referred to: its controls belong to the group above it.
  const id = group.id ?? parent;
  if (group.id !== undefined) {
    const titleDe = group.props?.find(({ name }) => name === 'de-title')?.value;
    into.groups.push({
      id: group.id,
      title: shortTitle(group.title),
      ...(titleDe === undefined ? {} : { title_de: titleDe }),
      ...(parent === undefined ? {} : { parent }),
    });
  }
  for (const control of group.controls ?? [])
    addControl(control, id === undefined ? {} : { group: id }, into);
  for (const child of group.groups ?? []) addGroup(child, id, into);
}

type Holder = Pick<IndexControl, 'group' | 'parent'>;

function addControl(control: OscalControl, holder: Holder, into: Collected): void {
  into.controls.push(indexControl(control, holder));
  for (const child of control.controls ?? []) addControl(child, { ...holder, parent: control.id }, into);
}

function indexControl(control: OscalControl, holder: Holder): IndexControl {
  const props = [...(control.props ?? []), ...(control.parts ?? []).flatMap((part) => part.props ?? [])];
  const value = (name: string): string | undefined => props.find((prop) => prop.name === name)?.value;
  const index: IndexControl = { id: control.id, ...holder, title: shortTitle(control.title) };
  const titleDe = value('de-title');
  const modalVerb = value('modal_verb');
  const secLevel = value('sec_level');
  const effortLevel = value('effort_level');
  const targets = value('target_object_categories');
  const altId = value('alt-identifier');
  if (titleDe !== undefined) index.title_de = withBreaks(titleDe);
  if (isModalVerb(modalVerb)) index.modal_verb = modalVerb;
  if (secLevel !== undefined) index.sec_level = secLevel;
  if (effortLevel !== undefined) index.effort_level = effortLevel;
  if (targets !== undefined) index.target_objects = targets.split(',').map((target) => target.trim());
  if (altId !== undefined) index.alt_id = altId;
  if (value('status')?.toLowerCase() === 'withdrawn') index.withdrawn = true;
  return index;
}

/** What the official file of Annex A has lost at its line ends. */
const lostBreaks = [
  ['Informationsund ', 'Informations- und '],
  ['Beschäftigungsund ', 'Beschäftigungs- und '],
  ['Vertraulichkeitsoder ', 'Vertraulichkeits- oder '],
  ['Testund ', 'Test- und '],
  ['BusinessContinuity', 'Business Continuity'],
] as const;

const withBreaks = (title: string): string =>
  lostBreaks.reduce((text, [lost, right]) => text.replace(lost, right), title);

const isModalVerb = (text: string | undefined): text is ModalVerb => modalVerbs.some((verb) => verb === text);

function shortTitle(title: string): string {
  const trimmed = title.replace(/\s+/g, ' ').trim();
  return trimmed.length > titleLength ? `${trimmed.slice(0, titleLength - 1)}…` : trimmed;
}
