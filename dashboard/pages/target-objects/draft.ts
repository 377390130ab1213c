import type { TargetObject, TargetObjectInput, TargetObjectType } from '../../../server/contract/isms.js';
import type { TargetObjectStatus } from '../../../server/contract/structure.js';

/** In the order of the structure analysis. */
export const types: readonly TargetObjectType[] = [
  'process',
  'information',
  'application',
  'it_system',
  'ics_system',
  'iot_device',
  'network',
  'room',
  'building',
  'service_provider',
];

export const statuses: readonly TargetObjectStatus[] = ['planned', 'in_operation', 'retired'];

/** A target object while it is typed: everything is text. */
export interface Draft {
  key: string;
  type: TargetObjectType;
  name: string;
  description: string;
  platform: string;
  count: string;
  location: string;
  users: string;
  owner: string;
  status: TargetObjectStatus;
  is_group: boolean;
  /** Id of a group; blank: in none. */
  group: string;
  /** One per line. */
  hostnames: string;
  addresses: string;
  tags: string;
}

export function draftOf(object: TargetObject | undefined): Draft {
  return {
    key: object?.key ?? '',
    type: object?.type ?? 'it_system',
    name: object?.name ?? '',
    description: object?.description ?? '',
    platform: object?.platform ?? '',
    count: String(object?.count ?? 1),
    location: object?.location ?? '',
    users: object?.users ?? '',
    owner: object?.owner ?? '',
    status: object?.status ?? 'in_operation',
    is_group: object?.is_group ?? false,
    group: object?.group ?? '',
    hostnames: (object?.hostnames ?? []).join('\n'),
    addresses: (object?.addresses ?? []).join('\n'),
    tags: (object?.tags ?? []).join(', '),
  };
}

const lines = (text: string) =>
  text
    .split(/[\n,;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** @returns what the API takes */
export function inputOf(draft: Draft): TargetObjectInput {
  return {
    key: draft.key.trim(),
    type: draft.type,
    name: draft.name.trim(),
    description: draft.description.trim(),
    platform: draft.platform.trim(),
    count: Number(draft.count),
    location: draft.location.trim(),
    users: draft.users.trim(),
    owner: draft.owner.trim(),
    status: draft.status,
    is_group: draft.is_group,
    group: draft.group === '' || draft.is_group ? null : draft.group,
    hostnames: lines(draft.hostnames),
    addresses: lines(draft.addresses),
    tags: lines(draft.tags),
  };
}
