import type { AuditRecord, AuditSample, SampleEntry } from '../../../server/contract/audit-room.js';
import type { MessageKey } from '../../i18n/messages.js';

/** @returns what was said of something drawn last; undefined: nothing yet */
export const recordOf = (
  { records }: AuditSample,
  { requirement, target_object }: Pick<SampleEntry, 'requirement' | 'target_object'>,
): AuditRecord | undefined =>
  records.findLast((each) => each.requirement === requirement && each.target_object === target_object);

/** @returns key of the text that says how far something drawn has come */
export const resultKey = (record: AuditRecord | undefined): MessageKey =>
  `room.result.${record?.result ?? 'open'}`;
