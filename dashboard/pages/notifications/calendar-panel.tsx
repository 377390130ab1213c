import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Channel } from '../../../server/contract/notification-channels.js';
import type { Land, LocalHoliday, NotificationCalendar } from '../../../server/contract/notification-plan.js';
import { getHolidays } from '../../api/notifications.js';
import { CheckList } from '../../components/check-list.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { Toggles } from '../../components/toggles.js';
import { useMessages } from '../../i18n/messages.js';
import { today } from '../../i18n/zoned-time.js';
import { OnCallList } from './on-call-list.js';
import type { PlanDraft } from './plan-draft.js';
import { RowList } from './row-list.js';

const laender: Record<Land, string> = {
  BW: 'Baden-Württemberg',
  BY: 'Bayern',
  BE: 'Berlin',
  BB: 'Brandenburg',
  HB: 'Bremen',
  HH: 'Hamburg',
  HE: 'Hessen',
  MV: 'Mecklenburg-Vorpommern',
  NI: 'Niedersachsen',
  NW: 'Nordrhein-Westfalen',
  RP: 'Rheinland-Pfalz',
  SL: 'Saarland',
  SN: 'Sachsen',
  ST: 'Sachsen-Anhalt',
  SH: 'Schleswig-Holstein',
  TH: 'Thüringen',
};
const localOf: Partial<Record<Land, LocalHoliday[]>> = {
  BY: ['assumption', 'augsburg'],
  SN: ['corpus_christi'],
  TH: ['corpus_christi'],
};
const weekdays = ['1', '2', '3', '4', '5', '6', '7'] as const;

interface PanelProps {
  draft: PlanDraft;
  channels: readonly Channel[];
}

/** When work is done, who is on call, and which days are free. */
export function CalendarPanel({ draft, channels }: PanelProps) {
  return (
    <div className="gw-columns">
      <div className="gw-columns__main gw-stack">
        <WorkingHours draft={draft} />
        <OnCallList draft={draft} channels={channels} />
        <ClosedDays draft={draft} />
      </div>
      <aside className="gw-columns__side">
        <Holidays draft={draft} />
      </aside>
    </div>
  );
}

function WorkingHours({ draft }: { draft: PlanDraft }) {
  const { t, weekday } = useMessages();
  const { calendar } = draft.plan;
  const day = (value: string) =>
    weekday(new Date(Date.UTC(2024, 0, Number(value))).toISOString().slice(0, 10));
  return (
    <RowList
      id="notify-working"
      title={t('notify.working_hours')}
      text={t('notify.working_hours_text')}
      rows={calendar.working}
      fresh={{ days: [1, 2, 3, 4, 5], from: '08:00', to: '16:00' }}
      addLabel={t('notify.add_hours')}
      nameOf={({ days, from, to }) => `${days.map((each) => day(String(each))).join(' ')} ${from}–${to}`}
      manage={draft.manage}
      onChange={(working) => draft.changeCalendar({ working })}
    >
      {(row, set) => (
        <>
          <Toggles
            label={t('notify.days')}
            options={weekdays.map((value) => ({ value, label: day(value) }))}
            selected={row.days.map(String) as (typeof weekdays)[number][]}
            onChange={(days) => days.length > 0 && set({ days: days.map(Number) })}
          />
          <FieldRow>
            <TextField
              label={t('notify.from_time')}
              type="time"
              value={row.from}
              onChange={(from) => set({ from })}
            />
            <TextField
              label={t('notify.to_time')}
              type="time"
              value={row.to}
              onChange={(to) => set({ to })}
            />
          </FieldRow>
        </>
      )}
    </RowList>
  );
}

function ClosedDays({ draft }: { draft: PlanDraft }) {
  const { t } = useMessages();
  const year = Number(today().slice(0, 4));
  return (
    <RowList
      id="notify-closed"
      title={t('notify.closed_days')}
      text={t('notify.closed_days_text')}
      rows={draft.plan.calendar.closed_days}
      fresh={{ date: `${year}-12-24`, name: t('notify.christmas_eve') }}
      addLabel={t('notify.add_day')}
      nameOf={({ date, name }) => `${date} ${name}`}
      manage={draft.manage}
      onChange={(closed_days) => draft.changeCalendar({ closed_days })}
    >
      {(row, set) => (
        <FieldRow>
          <TextField
            label={t('notify.date')}
            type="date"
            value={row.date}
            onChange={(date) => date !== '' && set({ date })}
          />
          <TextField label={t('notify.name')} value={row.name} onChange={(name) => set({ name })} />
        </FieldRow>
      )}
    </RowList>
  );
}

function Holidays({ draft }: { draft: PlanDraft }) {
  const { t, day } = useHolidayText();
  const { calendar } = draft.plan;
  const [year] = useState(() => Number(today().slice(0, 4)));
  const { data } = useQuery({
    queryKey: ['notifications', 'holidays', calendar.land, calendar.local_holidays, year],
    queryFn: ({ signal }) => getHolidays(calendar, year, signal),
    placeholderData: (before) => before,
  });
  const local = localOf[calendar.land] ?? [];
  const set = (change: Partial<NotificationCalendar>) => draft.changeCalendar(change);
  return (
    <section className="gw-panel gw-stack" aria-labelledby="notify-holidays">
      <h2 id="notify-holidays" className="gw-panel__title">
        {t('notify.holidays', { year })}
      </h2>
      <SelectField
        label={t('notify.land')}
        value={calendar.land}
        options={(Object.keys(laender) as Land[]).map((value) => ({ value, label: laender[value] }))}
        onChange={(land) => set({ land, local_holidays: [] })}
      />
      {local.length > 0 ? (
        <CheckList
          label={t('notify.local_holidays')}
          options={local.map((value) => ({ value, label: t(`notify.local.${value}`) }))}
          selected={new Set(calendar.local_holidays)}
          onChange={(picked) => set({ local_holidays: local.filter((each) => picked.has(each)) })}
        />
      ) : null}
      <TextField
        label={t('notify.zone')}
        hint={t('notify.zone_hint')}
        value={calendar.zone}
        onChange={(zone) => set({ zone })}
      />
      <ul className="gw-plain-list">
        {data?.items.map(({ date, name }) => (
          <li key={date}>
            <span className="gw-mono">{day(date)}</span> {name}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Dates without a time of day. */
function useHolidayText() {
  const { t, weekdayDate } = useMessages();
  return { t, day: weekdayDate };
}
