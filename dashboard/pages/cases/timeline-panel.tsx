import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { NewTimelineEntry, TimelineEntry } from '../../../server/contract/case.js';
import { type CaseDetail, writeTimeline } from '../../api/cases.js';
import { Button } from '../../components/button.js';
import { FieldRow, TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { Toggles } from '../../components/toggles.js';
import { useMessages } from '../../i18n/messages.js';
import { fromWallClock } from '../../i18n/zoned-time.js';
import { useCaseRights } from './case-words.js';
import { timelineText } from './timeline-text.js';
import { useCaseChange } from './use-case-change.js';

function EntryForm({
  detail,
  corrects,
  onDone,
}: {
  detail: CaseDetail;
  corrects: TimelineEntry | undefined;
  onDone(): void;
}) {
  const { t, dateTime } = useMessages();
  const [text, setText] = useState('');
  const [happened, setHappened] = useState('');
  const [checked, setChecked] = useState(false);
  const write = useCaseChange(
    (entry: NewTimelineEntry) => writeTimeline(detail.case.id, entry),
    () => {
      setText('');
      setHappened('');
      setChecked(false);
      onDone();
    },
  );
  const at = happened === '' ? undefined : fromWallClock(happened);
  return (
    <Form
      className="gw-panel gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (text.trim() === '') return;
        write.mutate({
          text: text.trim(),
          ...(at === undefined ? {} : { happened_at: at }),
          ...(corrects === undefined ? {} : { corrects: corrects.id }),
        });
      }}
    >
      {corrects ? (
        <p>
          {t('cases.correcting', { at: dateTime(corrects.happened_at) })} <q>{corrects.text}</q>{' '}
          <Button small variant="tertiary" label={t('action.cancel')} onPress={onDone} />
        </p>
      ) : null}
      <FieldRow>
        <TextField
          label={t(corrects ? 'cases.correction' : 'cases.entry')}
          rows={2}
          maxLength={8000}
          value={text}
          onChange={setText}
          error={checked && text.trim() === '' ? t('targets.required') : undefined}
        />
        <TextField
          type="datetime-local"
          label={t('cases.happened_at')}
          hint={t('cases.happened_hint')}
          value={happened}
          onChange={setHappened}
        />
      </FieldRow>
      {write.error ? <ErrorNotice error={write.error} /> : null}
      <div className="gw-form__actions">
        <Button
          type="submit"
          variant="primary"
          small
          label={t('cases.write_entry')}
          isPending={write.isPending}
        />
      </div>
    </Form>
  );
}

/** What happened, by the time of the happening; nothing is changed, what was wrong is put right by a further entry. */
export function TimelinePanel({ detail }: { detail: CaseDetail }) {
  const messages = useMessages();
  const { t } = messages;
  const rights = useCaseRights();
  const [shown, setShown] = useState<'all' | 'people'>('all');
  const [corrects, setCorrects] = useState<TimelineEntry>();
  const may = rights.report && detail.case.state !== 'closed';
  const entries = detail.timeline.filter(({ kind }) => shown === 'all' || kind === 'entry');
  const corrected = new Set(detail.timeline.map((entry) => entry.corrects));
  return (
    <div className="gw-stack">
      {may ? <EntryForm detail={detail} corrects={corrects} onDone={() => setCorrects(undefined)} /> : null}
      <section className="gw-panel" aria-labelledby="case-timeline">
        <div className="gw-panel__head">
          <h2 id="case-timeline" className="gw-panel__title">
            {t('cases.tab.timeline')}
          </h2>
          <Toggles<'all' | 'people'>
            single
            label={t('cases.timeline_shows')}
            options={[
              { value: 'all', label: t('cases.timeline_all') },
              { value: 'people', label: t('cases.timeline_people') },
            ]}
            selected={[shown]}
            onChange={([next]) => next && setShown(next)}
          />
        </div>
        {entries.length === 0 ? <p className="gw-muted">{t('cases.timeline_none')}</p> : null}
        <ol className="gw-timeline">
          {entries.map((entry) => {
            const sentence = timelineText(entry, messages);
            return (
              <li key={entry.id} className={`gw-timeline__entry gw-timeline__entry--${entry.kind}`}>
                <Time at={entry.happened_at} full />
                <div className="gw-timeline__what">
                  {sentence ? <span>{sentence}</span> : null}
                  {entry.text ? (
                    <p className={`gw-prose${corrected.has(entry.id) ? ' gw-timeline__corrected' : ''}`}>
                      {entry.text}
                    </p>
                  ) : null}
                  <span className="gw-muted gw-timeline__by">
                    {entry.by}
                    {entry.recorded_at === entry.happened_at ? null : (
                      <>
                        {' · '}
                        {t('cases.recorded')} <Time at={entry.recorded_at} full />
                      </>
                    )}
                    {corrected.has(entry.id) ? ` · ${t('cases.is_corrected')}` : ''}
                  </span>
                </div>
                {may && entry.kind === 'entry' ? (
                  <Button
                    small
                    variant="tertiary"
                    label={t('cases.correct')}
                    aria-label={t('cases.correct_this', { text: entry.text.slice(0, 60) })}
                    onPress={() => setCorrects(entry)}
                  />
                ) : null}
              </li>
            );
          })}
        </ol>
      </section>
    </div>
  );
}
