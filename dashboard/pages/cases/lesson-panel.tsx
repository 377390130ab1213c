import { useState } from 'react';
import { Form } from 'react-aria-components';
import { Link } from 'react-router';
import type { CaseLesson, LessonRaise, LessonResult, NewCaseLesson } from '../../../server/contract/case.js';
import type { FindingKind } from '../../../server/contract/iso.js';
import { addLesson, type CaseDetail, raiseLesson } from '../../api/cases.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { FieldRow, RadioField, SelectField, TextField } from '../../components/fields.js';
import { Empty, ErrorNotice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { findingKinds } from '../iso/iso-words.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useCaseRights } from './case-words.js';
import { useCaseChange } from './use-case-change.js';

function LessonForm({ detail }: { detail: CaseDetail }) {
  const { t } = useMessages();
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [checked, setChecked] = useState(false);
  const add = useCaseChange(
    (lesson: NewCaseLesson) => addLesson(detail.case.id, lesson),
    () => {
      setTitle('');
      setText('');
      setChecked(false);
    },
  );
  return (
    <Form
      className="gw-panel gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (title.trim()) add.mutate({ title: title.trim(), text: text.trim() });
      }}
    >
      {add.error ? <ErrorNotice error={add.error} /> : null}
      <TextField
        label={t('cases.lesson')}
        maxLength={300}
        value={title}
        onChange={setTitle}
        error={checked && title.trim() === '' ? t('targets.required') : undefined}
      />
      <TextField
        label={t('cases.lesson_text')}
        hint={t('cases.lesson_hint')}
        rows={3}
        maxLength={8000}
        value={text}
        onChange={setText}
      />
      <div className="gw-form__actions">
        <Button
          type="submit"
          small
          variant="primary"
          icon="add"
          label={t('cases.add_lesson')}
          isPending={add.isPending}
        />
      </div>
    </Form>
  );
}

function RaiseForm({ detail, lesson, onClose }: { detail: CaseDetail; lesson: CaseLesson; onClose(): void }) {
  const { t } = useMessages();
  const choice = useDomain();
  const [as, setAs] = useState<LessonResult>('finding');
  const [kind, setKind] = useState<FindingKind>('minor');
  const [responsible, setResponsible] = useState('');
  const [deadline, setDeadline] = useState('');
  const raise = useCaseChange((body: LessonRaise) => raiseLesson(detail.case.id, lesson.id, body), onClose);
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        const domain = choice.ref?.tenant === detail.case.tenant ? { domain: choice.ref.domain } : {};
        if (as === 'finding') raise.mutate({ as, kind, ...domain });
        else
          raise.mutate({ as, responsible: responsible.trim(), ...domain, ...(deadline ? { deadline } : {}) });
      }}
    >
      {raise.error ? <ErrorNotice error={raise.error} /> : null}
      <p className="gw-form__subject">{lesson.title}</p>
      <DomainSelect choice={choice} />
      <RadioField<LessonResult>
        label={t('cases.raise_as')}
        value={as}
        options={[
          { value: 'finding', label: t('cases.as.finding'), hint: t('cases.as_hint.finding') },
          { value: 'measure', label: t('cases.as.measure'), hint: t('cases.as_hint.measure') },
        ]}
        onChange={setAs}
      />
      {as === 'finding' ? (
        <SelectField<FindingKind>
          label={t('cases.finding_kind')}
          value={kind}
          options={findingKinds.map((value) => ({ value, label: t(`finding.kind.${value}`) }))}
          onChange={setKind}
        />
      ) : (
        <FieldRow>
          <TextField
            label={t('plan.responsible')}
            maxLength={200}
            value={responsible}
            onChange={setResponsible}
          />
          <TextField type="date" label={t('plan.deadline')} value={deadline} onChange={setDeadline} />
        </FieldRow>
      )}
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('cases.raise_save')} isPending={raise.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** What is to be learned of a case, and what became of it in the ISMS. */
export function LessonPanel({ detail }: { detail: CaseDetail }) {
  const { t } = useMessages();
  const rights = useCaseRights();
  const [raising, setRaising] = useState<CaseLesson>();
  const close = () => setRaising(undefined);
  return (
    <div className="gw-stack">
      {rights.report ? <LessonForm detail={detail} /> : null}
      {detail.lessons.length === 0 ? (
        <Empty icon="info" title={t('cases.no_lessons')}>
          <p>{t('cases.no_lessons_text')}</p>
        </Empty>
      ) : null}
      {detail.lessons.map((lesson) => (
        <section key={lesson.id} className="gw-panel" aria-labelledby={`lesson-${lesson.id}`}>
          <div className="gw-panel__head">
            <h2 id={`lesson-${lesson.id}`} className="gw-panel__title">
              {lesson.title}
            </h2>
            {lesson.raised === null && rights.raise ? (
              <Button
                small
                label={t('cases.raise')}
                aria-label={t('cases.raise_this', { title: lesson.title })}
                onPress={() => setRaising(lesson)}
              />
            ) : null}
          </div>
          {lesson.text ? <p className="gw-prose">{lesson.text}</p> : null}
          <p className="gw-muted">
            {lesson.created_by}, <Time at={lesson.created_at} full />
          </p>
          {lesson.raised ? (
            <p>
              <Link to={lesson.raised.audit ? `/audits/${lesson.raised.audit}` : '/plan'}>
                {t(`cases.became.${lesson.raised.as}`)}
              </Link>{' '}
              <span className="gw-muted">
                {lesson.raised.by}, <Time at={lesson.raised.at} full />
              </span>
            </p>
          ) : null}
        </section>
      ))}
      <Dialog title={t('cases.raise')} isOpen={raising !== undefined} onClose={close}>
        {raising ? <RaiseForm detail={detail} lesson={raising} onClose={close} /> : null}
      </Dialog>
    </div>
  );
}
