import { useMutation } from '@tanstack/react-query';
import { Form } from 'react-aria-components';
import type { Assessment, AssessmentStatus, CheckQuestion } from '../../../server/contract/check.js';
import { removeAnswer, scopeOf } from '../../api/check.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { RadioField } from '../../components/fields.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { useSession } from '../../state/session.js';
import { RequirementSignals } from '../signals/requirement-signals.js';
import { type AnswerDraft, agreedStatus } from './answer-draft.js';
import { AnswerFields } from './answer-fields.js';
import { AnswerHistory } from './answer-history.js';
import { RequirementText } from './requirement-text.js';
import { statuses } from './tally-bar.js';
import { type AnswerState, useAnswer } from './use-answer.js';

interface QuestionFormProps {
  domain: DomainRef;
  question: CheckQuestion;
  targetObject: string | null;
  mayChange: boolean;
  onStored(answer: Assessment): void;
  /** What is stored has changed elsewhere: it is read anew. */
  onReload(): void;
  onNext(): void;
}

/** One requirement of the interview: what it asks, how it is met, and who says so. It stores itself. */
export function QuestionForm(props: QuestionFormProps) {
  const { domain, question, targetObject, mayChange, onStored, onReload, onNext } = props;
  const { t } = useMessages();
  const { user } = useSession();
  const { requirement, own, inherited } = question;
  const answer = useAnswer(domain, question, targetObject, onStored);
  const { draft, change, state } = answer;
  const subs = requirement.sub_requirements.map(({ id }) => id);
  /** Who decides for the first time assesses today. */
  const decided = (status: AssessmentStatus): Partial<AnswerDraft> => ({
    status,
    ...(draft.assessor === '' && user ? { assessor: user.username } : {}),
    ...(draft.assessed_on === '' ? { assessed_on: new Date().toLocaleDateString('sv-SE') } : {}),
  });
  const back = useMutation({
    mutationFn: () => removeAnswer(domain, requirement.id, scopeOf(targetObject), own!.version),
    onSettled: onReload,
  });
  return (
    <Form
      className="gw-form gw-question"
      onSubmit={(event) => {
        event.preventDefault();
        answer.save();
        onNext();
      }}
    >
      <header className="gw-question__head">
        <h2 className="gw-question__title">
          <span className="gw-mono">{requirement.id}</span> {requirement.title}
        </h2>
        <span className={`gw-req gw-req--${requirement.level}`}>
          {t(`requirement_level.${requirement.level}`)}
        </span>
        <SaveState state={state} />
      </header>
      {state === 'conflict' ? (
        <Notice tone="warning" title={t('check.conflict')}>
          <p>{t('check.conflict_text')}</p>
          <Button small icon="refresh" label={t('check.conflict_reload')} onPress={onReload} />
        </Notice>
      ) : null}
      {state === 'failed' ? <ErrorNotice error={answer.error} /> : null}
      {back.error ? <ErrorNotice error={back.error} /> : null}
      {inherited === null ? null : (
        <Notice tone="info" title={t(own === null ? 'check.from_group' : 'check.own_answer')}>
          {own !== null && mayChange ? (
            <Button
              small
              label={t('check.as_group')}
              isPending={back.isPending}
              onPress={() => back.mutate()}
            />
          ) : null}
        </Notice>
      )}
      <RequirementText
        requirement={requirement}
        states={draft.sub_statuses}
        mayChange={mayChange}
        onChange={(id, status) => {
          const sub_statuses = { ...draft.sub_statuses, [id]: status };
          const agreed = agreedStatus(subs, sub_statuses);
          change({ sub_statuses, ...(agreed === undefined ? {} : decided(agreed)) });
        }}
      />
      <RequirementSignals domain={domain} requirement={requirement.id} scope={scopeOf(targetObject)} />
      <fieldset className="gw-fieldset" disabled={!mayChange}>
        <RadioField
          label={t('check.question')}
          value={draft.status}
          options={statuses.map((value) => ({ value, label: t(`check.status.${value}`) }))}
          onChange={(status) => change(decided(status))}
        />
        <AnswerFields answer={answer} mayAcceptRisk={requirement.level !== 'B'} isDisabled={!mayChange} />
      </fieldset>
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" icon="next" label={t('check.next')} />
      </div>
      <AnswerHistory
        key={own?.version ?? 0}
        domain={domain}
        scope={scopeOf(targetObject)}
        requirement={requirement.id}
      />
    </Form>
  );
}

function SaveState({ state }: { state: AnswerState['state'] }) {
  const { t } = useMessages();
  return (
    <span className="gw-question__state gw-muted" role="status">
      {state === 'failed' || state === 'conflict' ? '' : t(`check.save.${state}`)}
    </span>
  );
}
