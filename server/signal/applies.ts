import type { TargetObjectType } from '../contract/isms.js';
import type { SignalObjects } from '../contract/signal.js';
import type { TargetObjectStatus } from '../contract/structure.js';
import { wordsOf, wordTest } from '../isms/modelling/rule.js';

/** What of a target object signals look at. */
export interface SignalObject {
  id: string;
  key: string;
  type: TargetObjectType;
  name: string;
  platform: string;
  status: TargetObjectStatus;
  tags: readonly string[];
  hostnames: readonly string[];
  addresses: readonly string[];
  /** Its group. */
  group: string | null;
}

/**
 * @returns the objects in operation that a signal speaks of; words and tags are compared as the modelling's rules do
 */
export function objectsOf<T extends SignalObject>(
  { types, platforms = [], tags = [], except_tags = [] }: SignalObjects,
  objects: readonly T[],
): T[] {
  const words = platforms.map(wordTest);
  const lower = (values: readonly string[]): string[] => values.map((value) => value.toLowerCase());
  const wanted = lower(tags);
  const unwanted = lower(except_tags);
  return objects.filter((object) => {
    if (object.status !== 'in_operation' || !types.includes(object.type)) return false;
    const own = lower(object.tags);
    if (own.some((tag) => unwanted.includes(tag))) return false;
    if (wanted.length > 0 && !own.some((tag) => wanted.includes(tag))) return false;
    return words.length === 0 || words.some((test) => test(wordsOf(object)));
  });
}
