import type { TargetObject, TargetObjectInput, TargetObjectType } from '../../../server/contract/isms.js';

/** A target object while it is typed: everything is text. */
export interface Draft {
  key: string;
  type: TargetObjectType;
  name: string;
  description: string;
  platform: string;
  count: string;
  location: string;
  owner: string;
  /** One per line. */
  hostnames: string;
  addresses: string;
  /** Not edited here; kept. */
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
    owner: object?.owner ?? '',
    hostnames: (object?.hostnames ?? []).join('\n'),
    addresses: (object?.addresses ?? []).join('\n'),
    tags: (object?.tags ?? []).join('\n'),
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
    owner: draft.owner.trim(),
    hostnames: lines(draft.hostnames),
    addresses: lines(draft.addresses),
    tags: lines(draft.tags),
  };
}
