import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { CheckQuestion } from '../../../server/contract/check.js';
import type { TargetObject } from '../../../server/contract/isms.js';
import { type EditionRef, getQuestions } from '../../api/check.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { AnswerHistory } from '../check/answer-history.js';
import { interviewPath } from '../check/paths.js';
import { QuestionForm } from '../check/question-form.js';
import { RequirementEvidence } from '../evidence/requirement-evidence.js';
import type { OpenRequirement } from './paths.js';

interface RequirementPanelProps {
  edition: EditionRef;
  open: OpenRequirement;
  objects: readonly TargetObject[];
  mayChange: boolean;
}

/** A requirement where it is asked: its answer, what signals see, its evidence and its history. */
export function RequirementPanel({ edition, open, objects, mayChange }: RequirementPanelProps) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const panel = useRef<HTMLElement>(null);
  const [reading, setReading] = useState(0);
  const { baustein, requirement, on } = open;
  const targetObject = on === 'domain' ? null : on;
  const queryKey = ['check', 'questions', edition, baustein, on];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => getQuestions(edition, baustein, on, signal),
    refetchOnWindowFocus: false,
  });
  const question = data?.items.find((each) => each.requirement.id === requirement);
  const isThere = question !== undefined;
  // Who chose it by the keyboard goes on there.
  useEffect(() => {
    const element = panel.current;
    if (!isThere || element === null) return;
    element.focus({ preventScroll: true });
    const { top } = element.getBoundingClientRect();
    if (top < 0 || top > window.innerHeight / 2) element.scrollIntoView();
  }, [isThere]);
  const object = objects.find(({ id }) => id === targetObject);
  const said = (): void => {
    for (const what of ['overview', 'sheets', 'history', 'attention', 'heat-map', 'trend', 'asked']) {
      void queries.invalidateQueries({ queryKey: ['check', what] });
    }
  };
  return (
    <section ref={panel} tabIndex={-1} className="gw-requirement" aria-label={requirement}>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={8} /> : null}
      {data && !isThere ? (
        <Empty icon="check" title={t('overview.not_asked')}>
          <p>{t('overview.not_asked_text')}</p>
          <Link to="/modelling">{t('overview.to_modelling')}</Link>
        </Empty>
      ) : null}
      {question ? (
        <>
          <div className="gw-panel">
            <p className="gw-requirement__where">
              <span>
                {targetObject === null
                  ? t('modelling.whole_domain')
                  : `${object?.key ?? ''} ${object?.name ?? ''}`}
              </span>
              <Link to={interviewPath(baustein, on)} className="gw-inline-link">
                {t('overview.to_interview', { baustein })}
              </Link>
            </p>
            <QuestionForm
              key={reading}
              baustein={baustein}
              domain={edition}
              question={question}
              targetObject={targetObject}
              mayChange={mayChange}
              showsHistory={false}
              onStored={(answer) => {
                queries.setQueryData<{ items: CheckQuestion[] }>(
                  queryKey,
                  (before) =>
                    before && {
                      items: before.items.map((each) =>
                        each.requirement.id === answer.requirement
                          ? { ...each, own: answer, status: answer.status }
                          : each,
                      ),
                    },
                );
                said();
              }}
              onReload={async () => {
                await refetch();
                said();
                setReading(reading + 1);
              }}
            />
          </div>
          <div className="gw-requirement__side">
            <RequirementEvidence
              domain={edition}
              requirement={requirement}
              targetObject={targetObject}
              objects={objects}
              mayChange={mayChange}
            />
            <section className="gw-panel" aria-label={t('check.history')}>
              <AnswerHistory
                key={question.own?.version ?? 0}
                domain={edition}
                scope={on}
                requirement={requirement}
                isOpen
              />
            </section>
          </div>
        </>
      ) : null}
    </section>
  );
}
