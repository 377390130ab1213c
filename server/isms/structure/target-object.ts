import { isIP } from 'node:net';
import type { Fault } from '../../contract/fault.js';
import type { TargetObjectInput } from '../../contract/isms.js';

/** A fault of a target object, with its place. */
export interface FieldProblem extends Fault {
  /** JSON pointer into the input. */
  readonly pointer: string;
}

/** What a person may set, with every optional field filled in. */
export type TargetObjectValues = Required<TargetObjectInput>;

// RFC 1123 2.1; an underscore is allowed because Windows host names may have one.
const hostLabel = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * Fills in and normalises a target object (BSI-Standard 200-2, 8.1: designation, description, platform, number,
 * location, users): texts trimmed, host names in lower case and without a final dot, lists without duplicates.
 * @param input checked against the schema of the contract
 */
export function normaliseTargetObject(input: TargetObjectInput): TargetObjectValues {
  const unique = (values: readonly string[] | undefined, change: (value: string) => string): string[] => [
    ...new Set((values ?? []).map(change).filter((value) => value !== '')),
  ];
  const trim = (text: string | undefined): string => (text ?? '').trim().normalize('NFC');
  return {
    key: trim(input.key),
    type: input.type,
    name: trim(input.name),
    description: trim(input.description),
    platform: trim(input.platform),
    count: input.count ?? 1,
    location: trim(input.location),
    users: trim(input.users),
    owner: trim(input.owner),
    status: input.status ?? 'in_operation',
    is_group: input.is_group ?? false,
    group: input.group ?? null,
    hostnames: unique(input.hostnames, (name) => trim(name).toLowerCase().replace(/\.$/, '')),
    addresses: unique(input.addresses, (address) => trim(address).toLowerCase()),
    tags: unique(input.tags, trim),
  };
}

/**
 * @param values normalised values
 * @returns every fault; empty when the object can be stored
 */
export function targetObjectProblems(values: TargetObjectValues): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const field of ['key', 'name'] as const) {
    if (values[field] === '') problems.push({ pointer: `/${field}`, message: 'must not be blank' });
  }
  for (const field of ['key', 'name', 'platform', 'location', 'users', 'owner'] as const) {
    if (/\p{Cc}/u.test(values[field])) {
      problems.push({ pointer: `/${field}`, message: 'must not contain control characters' });
    }
  }
  if (values.description.includes('\0')) {
    problems.push({ pointer: '/description', message: 'must not contain U+0000' });
  }
  if (values.is_group && values.group !== null) {
    problems.push({ pointer: '/group', message: 'a group is not a member of another group' });
  }
  collect(values.hostnames, '/hostnames', hostNameProblem, problems);
  collect(values.addresses, '/addresses', addressProblem, problems);
  collect(values.tags, '/tags', tagProblem, problems);
  return problems;
}

/** @returns why a text is no host name (RFC 1123 2.1), undefined when it is one */
export function hostNameProblem(name: string): Fault | undefined {
  if (name.length > 253) return { message: 'is longer than 253 characters' };
  if (isIP(name) !== 0) return { message: 'is an IP address: it belongs to addresses' };
  const bad = name.split('.').find((label) => !hostLabel.test(label));
  if (bad === undefined) return undefined;
  return {
    message: '"{part}" is not a part of a host name: letters, digits and hyphens, at most 63',
    values: { part: bad },
  };
}

/** @returns why a text is neither an IP address nor a network in CIDR notation (RFC 4632, RFC 4291 2.3) */
export function addressProblem(address: string): Fault | undefined {
  const [ip = '', prefix, ...rest] = address.split('/');
  const version = isIP(ip);
  if (version === 0 || rest.length > 0 || ip.includes('%')) {
    return {
      message: '"{address}" is neither an IP address nor a network such as 10.1.0.0/16',
      values: { address },
    };
  }
  if (prefix === undefined) return undefined;
  const bits = version === 4 ? 32 : 128;
  if (/^(?:0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= bits) return undefined;
  return {
    message: 'the prefix length of "{address}" must be a number from 0 to {bits}',
    values: { address, bits },
  };
}

function tagProblem(tag: string): Fault | undefined {
  return /\p{Cc}/u.test(tag) ? { message: 'must not contain control characters' } : undefined;
}

function collect(
  values: readonly string[],
  pointer: string,
  problemOf: (value: string) => Fault | undefined,
  into: FieldProblem[],
): void {
  for (const [at, value] of values.entries()) {
    const fault = problemOf(value);
    if (fault !== undefined) into.push({ ...fault, pointer: `${pointer}/${at}` });
  }
}
