import type { Audit } from '../../../server/contract/iso.js';
import type { Messages } from '../../i18n/messages.js';

/** Of an audit that goes on: what signals find belongs to it. */
const openEnd = '9999-12-31';

/** @returns from when to when an audit goes */
export function auditTime({ starts, ends }: Pick<Audit, 'starts' | 'ends'>, { t, date }: Messages): string {
  if (ends === openEnd) return t('audit.time_open', { from: date(starts) });
  return ends === starts ? date(starts) : `${date(starts)} – ${date(ends)}`;
}
