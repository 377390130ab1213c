import type { Event, FieldValue } from '../../contract/event.js';
import type { JsonObject } from '../json/object.js';
import { listOf } from './microsoft-columns.js';
import { namedValues } from './named-values.js';

/** More targets, or properties of one, than rules ask for. */
const most = 50;

/**
 * Makes lists of texts of what lies in lists inside lists: `targets.displayName`, `.userPrincipalName`, `.type`,
 * `.id`, and of the changed properties `targets.property`, `.oldValue`, `.newValue`; each change is also
 * `ModifiedProperties.<name>.newValue`.
 * @param list targets of a change in Entra, as in Graph's `targetResources`
 */
export function addTargets(event: Event, list: readonly unknown[]): void {
  const found: Record<string, FieldValue[]> = {};
  const add = (name: string, value: unknown): void => {
    if (typeof value !== 'string' || value === '') return;
    const values = found[name] ?? [];
    found[name] = values;
    if (values.length < most) values.push(value);
  };
  for (const target of list.slice(0, most)) {
    if (typeof target !== 'object' || target === null) continue;
    const resource = target as JsonObject;
    for (const name of ['displayName', 'userPrincipalName', 'type', 'id']) add(name, resource[name]);
    const properties = listOf([resource], 'modifiedProperties', 'ModifiedProperties');
    namedValues(event, properties, 'ModifiedProperties');
    for (const property of properties.slice(0, most)) {
      if (typeof property !== 'object' || property === null) continue;
      const { displayName, Name, oldValue, OldValue, newValue, NewValue } = property as JsonObject;
      add('property', displayName ?? Name);
      add('oldValue', oldValue ?? OldValue);
      add('newValue', newValue ?? NewValue);
    }
  }
  for (const [name, values] of Object.entries(found)) event.fields[`targets.${name}`] = values;
}
