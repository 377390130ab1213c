import type { TargetObjectType } from '../../contract/isms.js';
import type { RelationKind } from '../../contract/structure.js';

const systems = ['it_system', 'ics_system', 'iot_device'] as const;
const places = ['room', 'building'] as const;

/**
 * Which types of target objects a relation joins, from the one that depends to the one it depends on
 * (BSI-Standard 200-2, 8.1: process, application, IT system, network, room, building). Information is at the
 * beginning: what handles it has to meet its needs.
 */
export const relationPairs: Record<
  RelationKind,
  readonly { from: readonly TargetObjectType[]; to: readonly TargetObjectType[] }[]
> = {
  handled_by: [
    {
      from: ['information'],
      to: ['process', 'application', ...systems, 'network', 'room', 'service_provider'],
    },
  ],
  uses: [
    { from: ['process'], to: ['process', 'application', ...systems, 'network', ...places] },
    { from: ['application'], to: ['application', 'network', ...places] },
  ],
  runs_on: [
    { from: ['application'], to: systems },
    { from: systems, to: systems },
    { from: ['network'], to: systems },
  ],
  connected_to: [{ from: [...systems, 'network'], to: ['network'] }],
  located_in: [
    { from: [...systems, 'network', 'service_provider'], to: places },
    { from: ['room'], to: ['building'] },
  ],
  provided_by: [
    {
      from: ['process', 'application', ...systems, 'network', ...places, 'service_provider'],
      to: ['service_provider'],
    },
  ],
};

/** @returns whether a relation of this kind may lead from the one type to the other */
export function mayRelate(kind: RelationKind, from: TargetObjectType, to: TargetObjectType): boolean {
  return relationPairs[kind].some((pair) => pair.from.includes(from) && pair.to.includes(to));
}

/** @returns the kinds that may lead from the one type to the other, the usual one first */
export function kindsBetween(from: TargetObjectType, to: TargetObjectType): RelationKind[] {
  return (Object.keys(relationPairs) as RelationKind[]).filter((kind) => mayRelate(kind, from, to));
}
