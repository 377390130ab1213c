import type { ControlIndex, IndexControl } from './catalog-index.js';
import type { OscalCatalog, OscalControl, OscalGroup } from './oscal-catalog.js';

interface Collected {
  groups: ControlIndex['groups'];
  controls: IndexControl[];
}

/**
 * Reduces an OSCAL catalogue to its facts: ids, titles, BSI's classification properties (namespaces of the
 * Stand-der-Technik-Bibliothek) and German titles where given; no prose.
 * @param source as read
 * @param head id, title and edition of the catalogue, and the file with its hash
 */
export function oscalIndex(
  source: OscalCatalog,
  head: Pick<ControlIndex, 'id' | 'title' | 'edition' | 'source'>,
): ControlIndex {
  const collected: Collected = { groups: [], controls: [] };
  for (const group of source.catalog.groups) addGroup(group, '', collected);
  return { kind: 'controls', ...head, ...collected };
}

function addGroup(group: OscalGroup, parent: string, into: Collected): void {
  const id = group.id ?? parent;
  if (group.id !== undefined) into.groups.push({ id, title: group.title });
  for (const control of group.controls ?? []) addControl(control, id, into);
  for (const child of group.groups ?? []) addGroup(child, id, into);
}

function addControl(control: OscalControl, group: string, into: Collected): void {
  into.controls.push(indexControl(control, group));
  for (const child of control.controls ?? []) addControl(child, group, into);
}

function indexControl(control: OscalControl, group: string): IndexControl {
  const props = [...(control.props ?? []), ...(control.parts ?? []).flatMap((part) => part.props ?? [])];
  const value = (name: string): string | undefined => props.find((prop) => prop.name === name)?.value;
  const index: IndexControl = { id: control.id, group, title: control.title.trim() };
  const titleDe = value('de-title');
  const modalVerb = value('modal_verb') as IndexControl['modal_verb'];
  const secLevel = value('sec_level');
  const effortLevel = value('effort_level');
  const targets = value('target_object_categories');
  if (titleDe !== undefined) index.title_de = titleDe;
  if (modalVerb !== undefined) index.modal_verb = modalVerb;
  if (secLevel !== undefined) index.sec_level = secLevel;
  if (effortLevel !== undefined) index.effort_level = effortLevel;
  if (targets !== undefined) index.target_objects = targets.split(',').map((target) => target.trim());
  return index;
}
