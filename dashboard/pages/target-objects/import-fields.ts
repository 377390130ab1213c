import type { ImportField } from '../../../server/contract/structure-import.js';

/** What a column of the file can hold, in the order of the page. */
export const importFields: readonly ImportField[] = [
  'key',
  'name',
  'type',
  'description',
  'platform',
  'count',
  'location',
  'users',
  'owner',
  'status',
  'is_group',
  'group',
  'hostnames',
  'addresses',
  'tags',
  'depends_on',
];
