import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { Link } from 'react-router';
import type { NewCaseEvidence } from '../../../server/contract/case.js';
import { getAlert } from '../../api/alerts.js';
import { addCaseEvidence, type CaseDetail } from '../../api/cases.js';
import { listEvidence } from '../../api/evidence.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { EventRecord } from '../../components/event-record.js';
import { SelectField, TextField } from '../../components/fields.js';
import { Foreign } from '../../components/foreign.js';
import { Empty, ErrorNotice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { ruleTitle } from '../alerts/rule-title.js';
import { useDomain } from '../structure/use-domain.js';
import { useCaseRights } from './case-words.js';
import { useCaseChange } from './use-case-change.js';

interface AddProps {
  detail: CaseDetail;
  onClose(): void;
}

/** An event of one of the alerts, chosen by its time and text. */
function EventForm({ detail, onClose }: AddProps) {
  const { t, language, dateTime } = useMessages();
  const [alert, setAlert] = useState(detail.alerts[0]?.id ?? '');
  const [event, setEvent] = useState('');
  const [note, setNote] = useState('');
  const found = useQuery({
    queryKey: ['alerts', 'detail', alert],
    queryFn: ({ signal }) => getAlert(alert, signal),
    enabled: alert !== '',
  });
  const add = useCaseChange((body: NewCaseEvidence) => addCaseEvidence(detail.case.id, body), onClose);
  const events = found.data?.events ?? [];
  return (
    <Form
      className="gw-form"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (event !== '') add.mutate({ event, note: note.trim() });
      }}
    >
      {add.error || found.error ? <ErrorNotice error={add.error ?? found.error} /> : null}
      <SelectField
        label={t('cases.alert')}
        value={alert}
        options={detail.alerts.map(({ id, rule, entity }) => ({
          value: id,
          label: `${ruleTitle(rule, language)} – ${entity.value}`,
        }))}
        onChange={(id) => {
          setAlert(id);
          setEvent('');
        }}
      />
      <SelectField
        label={t('cases.event')}
        value={event}
        options={[
          { value: '', label: t('escalate.choose') },
          ...events.map((each) => ({
            value: each.id ?? '',
            label: `${dateTime(each['@timestamp'] ?? '')} ${(each.message ?? each.id ?? '').slice(0, 80)}`,
          })),
        ]}
        onChange={setEvent}
      />
      <TextField label={t('cases.note')} rows={2} maxLength={2000} value={note} onChange={setNote} />
      <div className="gw-form__actions">
        <Button
          type="submit"
          variant="primary"
          label={t('cases.keep_event')}
          isDisabled={event === ''}
          isPending={add.isPending}
        />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** An item of the ISMS's evidence: a file, a link, an observation. */
function ItemForm({ detail, onClose }: AddProps) {
  const { t } = useMessages();
  const { ref } = useDomain();
  const [item, setItem] = useState('');
  const [note, setNote] = useState('');
  const items = useQuery({
    queryKey: ['evidence', 'list', ref?.domain, 'case'],
    queryFn: ({ signal }) => listEvidence(ref!, { limit: 1000 }, signal),
    enabled: ref !== undefined,
  });
  const add = useCaseChange((body: NewCaseEvidence) => addCaseEvidence(detail.case.id, body), onClose);
  return (
    <Form
      className="gw-form"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (item !== '') add.mutate({ item, note: note.trim() });
      }}
    >
      {add.error || items.error ? <ErrorNotice error={add.error ?? items.error} /> : null}
      <SelectField
        label={t('cases.item')}
        value={item}
        options={[
          { value: '', label: t('escalate.choose') },
          ...(items.data?.items ?? []).map(({ id, title }) => ({ value: id, label: title })),
        ]}
        onChange={setItem}
      />
      <TextField label={t('cases.note')} rows={2} maxLength={2000} value={note} onChange={setNote} />
      <div className="gw-form__actions">
        <Button
          type="submit"
          variant="primary"
          label={t('cases.link_item')}
          isDisabled={item === ''}
          isPending={add.isPending}
        />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Events that are kept with a case as they are, and items of the evidence of the ISMS. */
export function EvidencePanel({ detail }: { detail: CaseDetail }) {
  const { t, dateTime } = useMessages();
  const rights = useCaseRights();
  const [adding, setAdding] = useState<'event' | 'item'>();
  const may = rights.work && detail.case.state !== 'closed';
  const close = () => setAdding(undefined);
  return (
    <div className="gw-stack">
      {may ? (
        <div className="gw-triage">
          <Button
            small
            icon="add"
            label={t('cases.keep_event')}
            isDisabled={detail.alerts.length === 0}
            onPress={() => setAdding('event')}
          />
          <Button small icon="add" label={t('cases.link_item')} onPress={() => setAdding('item')} />
          {detail.alerts.length === 0 ? <p className="gw-muted">{t('cases.keep_event_later')}</p> : null}
        </div>
      ) : null}
      {detail.evidence.length === 0 ? (
        <Empty icon="evidence" title={t('cases.no_evidence')}>
          <p>{t('cases.no_evidence_text')}</p>
        </Empty>
      ) : null}
      {detail.evidence.map(({ event, item, note, added_at, added_by }) => (
        <section key={event?.id ?? item?.id} className="gw-panel">
          <h2 className="gw-panel__title">
            {item ? <Link to={`/evidence/${item.id}`}>{item.title}</Link> : null}
            {event ? (
              <>
                {dateTime(event['@timestamp'] ?? '')}{' '}
                <Foreign text={event['host.name'] ?? event['log.source'] ?? ''} />
              </>
            ) : null}
          </h2>
          {note ? <p className="gw-prose">{note}</p> : null}
          <p className="gw-muted">
            {added_by}, <Time at={added_at} full />
          </p>
          {event ? (
            <details>
              <summary>{t('cases.show_event')}</summary>
              <EventRecord event={event} />
            </details>
          ) : null}
        </section>
      ))}
      <Dialog title={t('cases.keep_event')} isOpen={adding === 'event'} onClose={close}>
        <EventForm detail={detail} onClose={close} />
      </Dialog>
      <Dialog title={t('cases.link_item')} isOpen={adding === 'item'} onClose={close}>
        <ItemForm detail={detail} onClose={close} />
      </Dialog>
    </div>
  );
}
