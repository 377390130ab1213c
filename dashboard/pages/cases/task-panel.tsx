import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { CaseTask, CaseTaskChange, NewCaseTask } from '../../../server/contract/case.js';
import { addTask, type CaseDetail, changeTask } from '../../api/cases.js';
import { Button } from '../../components/button.js';
import { FieldRow, TextField } from '../../components/fields.js';
import { Empty, ErrorNotice } from '../../components/notice.js';
import { PickBox } from '../../components/pick-box.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { today as todayHere } from '../../i18n/zoned-time.js';
import { useSession } from '../../state/session.js';
import { useCaseRights } from './case-words.js';
import { useCaseChange } from './use-case-change.js';

function TaskForm({ detail }: { detail: CaseDetail }) {
  const { t } = useMessages();
  const { user } = useSession();
  const empty = { title: '', assignee: user?.username ?? '', due: '' };
  const [draft, setDraft] = useState(empty);
  const [checked, setChecked] = useState(false);
  const add = useCaseChange(
    (task: NewCaseTask) => addTask(detail.case.id, task),
    () => {
      setDraft(empty);
      setChecked(false);
    },
  );
  const bind = (name: keyof typeof draft) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  return (
    <Form
      className="gw-panel gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (draft.title.trim() === '') return;
        add.mutate({
          title: draft.title.trim(),
          assignee: draft.assignee.trim() || null,
          due: draft.due || null,
        });
      }}
    >
      {add.error ? <ErrorNotice error={add.error} /> : null}
      <FieldRow>
        <TextField
          label={t('cases.task')}
          maxLength={300}
          error={checked && draft.title.trim() === '' ? t('targets.required') : undefined}
          {...bind('title')}
        />
        <TextField label={t('cases.assignee')} maxLength={200} {...bind('assignee')} />
        <TextField type="date" label={t('cases.task_due')} {...bind('due')} />
      </FieldRow>
      <div className="gw-form__actions">
        <Button
          type="submit"
          small
          variant="primary"
          icon="add"
          label={t('cases.add_task')}
          isPending={add.isPending}
        />
      </div>
    </Form>
  );
}

function TaskRow({
  task,
  today,
  onTick,
}: {
  task: CaseTask;
  today: string;
  onTick: ((task: CaseTask, done: boolean) => void) | undefined;
}) {
  const { t, date } = useMessages();
  const isDone = task.done_at !== null;
  const isOverdue = !isDone && task.due !== null && task.due < today;
  return (
    <li className="gw-task">
      <PickBox
        label={t('cases.task_done', { title: task.title })}
        isSelected={isDone}
        isDisabled={onTick === undefined}
        onChange={(done) => onTick?.(task, done)}
      />
      <div className="gw-task__what">
        <span className={isDone ? 'gw-task__title gw-task__title--done' : 'gw-task__title'}>
          {task.title}
        </span>
        <span className="gw-muted gw-block">
          {task.assignee ?? t('cases.nobody')}
          {task.due ? (
            <>
              {' · '}
              <span className={isOverdue ? 'gw-figure--warning' : undefined}>
                {t('cases.until', { date: date(task.due) })}
                {isOverdue ? ` · ${t('plan.due.overdue')}` : ''}
              </span>
            </>
          ) : null}
          {task.done_at ? (
            <>
              {' · '}
              {t('cases.done_by', { name: task.done_by ?? '' })} <Time at={task.done_at} full />
            </>
          ) : null}
        </span>
      </div>
    </li>
  );
}

/** What is to be done, by whom, until when. */
export function TaskPanel({ detail }: { detail: CaseDetail }) {
  const { t } = useMessages();
  const rights = useCaseRights();
  const may = rights.work && detail.case.state !== 'closed';
  const tick = useCaseChange(({ task, change }: { task: CaseTask; change: CaseTaskChange }) =>
    changeTask(detail.case.id, task.id, change),
  );
  const today = todayHere();
  return (
    <div className="gw-stack">
      {may ? <TaskForm detail={detail} /> : null}
      {tick.error ? <ErrorNotice error={tick.error} /> : null}
      {detail.tasks.length === 0 ? (
        <Empty icon="checklist" title={t('cases.no_tasks')}>
          <p>{t('cases.no_tasks_text')}</p>
        </Empty>
      ) : (
        <ul className="gw-panel gw-tasks" aria-label={t('cases.tab.tasks')}>
          {detail.tasks.map((task) => (
            <TaskRow
              key={task.id}
              task={task}
              today={today}
              onTick={
                may
                  ? (ticked, done) => tick.mutate({ task: ticked, change: { done, version: ticked.version } })
                  : undefined
              }
            />
          ))}
        </ul>
      )}
    </div>
  );
}
