import type { Channel } from '../../../server/contract/notification-channels.js';
import type { OnCall } from '../../../server/contract/notification-plan.js';
import { addDays } from '../../components/calendar.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';
import { today } from '../../i18n/zoned-time.js';
import type { PlanDraft } from './plan-draft.js';
import { RowList } from './row-list.js';

/** A week from now on, to be changed. */
function freshDuty(channel: string, who: string): OnCall {
  const begin = today();
  const ends = `${addDays(begin, 7)}T16:30`;
  return { who, channel, recipients: [], starts: `${begin}T16:30`, ends, every_weeks: 0 };
}

/** Who is on call outside of working hours. */
export function OnCallList({ draft, channels }: { draft: PlanDraft; channels: readonly Channel[] }) {
  const { t } = useMessages();
  const first = channels[0];
  return (
    <RowList
      id="notify-on-call"
      title={t('notify.on_call')}
      text={t(first ? 'notify.on_call_text' : 'notify.on_call_no_channel')}
      rows={draft.plan.calendar.on_call}
      fresh={freshDuty(first?.id ?? '', t('notify.on_call'))}
      addLabel={t('notify.add_duty')}
      nameOf={({ who, starts, ends }) => `${who} ${starts.replace('T', ' ')} – ${ends.replace('T', ' ')}`}
      manage={draft.manage && first !== undefined}
      onChange={(on_call) => draft.changeCalendar({ on_call })}
    >
      {(row, set) => (
        <>
          <FieldRow>
            <TextField label={t('notify.who')} value={row.who} onChange={(who) => set({ who })} />
            <SelectField
              label={t('notify.channel')}
              value={row.channel}
              options={channels.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(channel) => set({ channel })}
            />
            <TextField
              label={t('notify.duty_recipients')}
              value={row.recipients.join(', ')}
              onChange={(text) =>
                set({ recipients: text === '' ? [] : text.split(',').map((address) => address.trim()) })
              }
            />
          </FieldRow>
          <FieldRow>
            <TextField
              label={t('notify.starts')}
              type="datetime-local"
              value={row.starts}
              onChange={(starts) => starts !== '' && set({ starts: starts.slice(0, 16) })}
            />
            <TextField
              label={t('notify.ends')}
              type="datetime-local"
              value={row.ends}
              onChange={(ends) => ends !== '' && set({ ends: ends.slice(0, 16) })}
            />
            <TextField
              label={t('notify.every_weeks')}
              type="number"
              value={String(row.every_weeks)}
              onChange={(weeks) => set({ every_weeks: Number(weeks) })}
            />
          </FieldRow>
        </>
      )}
    </RowList>
  );
}
