import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Assessment, CheckQuestion } from '../../../server/contract/check.js';
import type { RequirementLevel } from '../../../server/contract/isms.js';
import { getQuestions } from '../../api/check.js';
import { getBausteine } from '../../api/isms.js';
import { Button } from '../../components/button.js';
import { SelectField } from '../../components/fields.js';
import { levelKey } from '../../components/level-tag.js';
import { BackLink } from '../../components/link.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Toggles } from '../../components/toggles.js';
import { useMessages } from '../../i18n/messages.js';
import { useShortcutsEnabled } from '../../state/shortcuts.js';
import { RequirementEvidence } from '../evidence/requirement-evidence.js';
import { useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { useStructure } from '../structure/use-structure.js';
import { BulkDialog } from './bulk-dialog.js';
import { InterviewHelp } from './interview-help.js';
import type { InterviewAct } from './interview-keys.js';
import { interviewPath, scopeSheetsPath } from './paths.js';
import { QuestionForm } from './question-form.js';
import { QuestionList } from './question-list.js';
import { controlStatuses, statuses } from './tally-bar.js';
import { useEdition } from './use-edition.js';

const levels: readonly RequirementLevel[] = ['B', 'S', 'H'];

/** The IT-Grundschutz-Check as an interview: one Baustein, one scope, requirement by requirement. */
export default function InterviewPage() {
  const { t } = useMessages();
  const mayChange = useMayChange();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { baustein = '', scope = 'domain' } = useParams();
  const choice = useDomain();
  const { ref, isControls } = useEdition(choice);
  const { objects, byId } = useStructure(choice.ref);
  const [shown, setShown] = useState<RequirementLevel[]>([]);
  const [selected, setSelected] = useState('');
  const [reading, setReading] = useState(0);
  const [isBulk, setBulk] = useState(false);
  const [isHelp, setHelp] = useState(false);
  const [byKey, setByKey] = useState(false);
  const [keys, setKeys] = useShortcutsEnabled();
  const queryKey = ['check', 'questions', ref, baustein, scope];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => getQuestions(ref!, baustein, scope, signal),
    enabled: ref !== undefined,
    refetchOnWindowFocus: false,
  });
  const bausteine = useQuery({
    queryKey: ['bausteine', ref?.catalog],
    queryFn: ({ signal }) => getBausteine(ref!.catalog, signal),
    enabled: ref !== undefined && !isControls,
  });
  const targetObject = scope === 'domain' ? null : scope;
  const object = targetObject === null ? undefined : byId.get(targetObject);
  const questions = data?.items.filter(
    ({ requirement }) => shown.length === 0 || shown.includes(requirement.level),
  );
  const current = questions?.find(({ requirement }) => requirement.id === selected) ?? questions?.[0];
  const stored = (answer: Assessment): void => {
    queries.setQueryData<{ items: CheckQuestion[] }>(
      queryKey,
      (before) =>
        before && {
          items: before.items.map((question) =>
            question.requirement.id === answer.requirement
              ? { ...question, own: answer, status: answer.status }
              : question,
          ),
        },
    );
    for (const what of ['overview', 'sheets', 'history']) {
      void queries.invalidateQueries({ queryKey: ['check', what] });
    }
  };
  const reload = async (): Promise<void> => {
    await refetch();
    setReading(reading + 1);
  };
  const at = questions?.findIndex(({ requirement }) => requirement.id === current?.requirement.id) ?? -1;
  const goTo = (question: CheckQuestion | undefined, reached: boolean): boolean => {
    if (question === undefined) return false;
    setByKey(reached);
    setSelected(question.requirement.id);
    return true;
  };
  /** The next one that nobody has answered, from the beginning again after the last one. */
  const nextOpen = (): CheckQuestion | undefined =>
    [...(questions?.slice(at + 1) ?? []), ...(questions?.slice(0, Math.max(0, at)) ?? [])].find(
      ({ status }) => status === 'open',
    );
  const act = ({ act: name }: InterviewAct): boolean => {
    if (name === 'next') return goTo(questions?.[at + 1], true);
    if (name === 'previous') return goTo(questions?.[at - 1], true);
    if (name === 'open') return goTo(nextOpen(), true);
    if (name === 'help') setHelp(true);
    return name === 'help';
  };
  const members =
    objects?.filter(({ group }) => group !== null && group === (object?.group ?? object?.id)) ?? [];
  const family = [object?.group ? byId.get(object.group) : object, ...members].filter(
    (each) => each !== undefined,
  );
  const name = object
    ? `${object.key} ${object.name}`
    : targetObject === null
      ? t('modelling.whole_domain')
      : '';
  const title = bausteine.data?.items.find(({ id }) => id === baustein)?.title ?? '';

  return (
    <Page
      title={`${baustein} ${title}`.trim()}
      back={<BackLink to={scopeSheetsPath(scope)}>{name || t('check.title')}</BackLink>}
      meta={<span className="gw-muted">{name}</span>}
      actions={
        <div className="gw-toolbar gw-toolbar--end">
          {family.length > 1 ? (
            <SelectField
              hideLabel
              label={t('check.group_or_member')}
              value={scope}
              options={family.map(({ id, key, name, is_group }) => ({
                value: id,
                label: `${is_group ? t('check.group') : t('check.member')}: ${key} ${name}`,
              }))}
              onChange={(id) => void navigate(interviewPath(baustein, id))}
            />
          ) : null}
          <Button
            small
            variant="tertiary"
            icon="keyboard"
            label={t('shortcuts.title')}
            onPress={() => setHelp(true)}
          />
          {mayChange && data ? (
            <Button small icon="edit" label={t('check.bulk')} onPress={() => setBulk(true)} />
          ) : null}
        </div>
      }
    >
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={10} /> : null}
      {data ? (
        <div className="gw-filters">
          <Toggles
            label={t('requirements.column.level')}
            options={levels.map((value) => ({ value, label: t(levelKey(value, isControls)) }))}
            selected={shown}
            onChange={setShown}
          />
        </div>
      ) : null}
      {questions?.length === 0 ? (
        <Empty icon="check" title={t('requirements.empty')}>
          <p>{t('empty.narrowed')}</p>
        </Empty>
      ) : null}
      {ref && questions && current ? (
        <div className="gw-interview">
          <QuestionList
            questions={questions}
            current={current.requirement.id}
            onSelect={(id) => {
              setByKey(false);
              setSelected(id);
            }}
          />
          <div className="gw-columns__main">
            <section className="gw-panel" aria-label={current.requirement.id}>
              <QuestionForm
                key={`${scope} ${current.requirement.id} ${reading}`}
                domain={ref}
                baustein={baustein}
                question={current}
                targetObject={targetObject}
                mayChange={mayChange}
                onStored={stored}
                onReload={() => void reload()}
                onNext={() => goTo(questions[at + 1], true)}
                keys={keys}
                isReached={byKey}
                onAct={act}
              />
            </section>
            <RequirementEvidence
              key={current.requirement.id}
              domain={ref}
              requirement={current.requirement.id}
              targetObject={targetObject}
              objects={objects ?? []}
              mayChange={mayChange}
            />
          </div>
        </div>
      ) : null}
      <InterviewHelp
        isOpen={isHelp}
        states={(isControls ? controlStatuses : statuses).length}
        enabled={keys}
        onEnable={setKeys}
        onClose={() => setHelp(false)}
      />
      {ref && data ? (
        <BulkDialog
          isOpen={isBulk}
          domain={ref}
          questions={questions ?? []}
          targetObject={targetObject}
          onClose={() => setBulk(false)}
          onStored={() => {
            for (const what of ['overview', 'sheets'])
              void queries.invalidateQueries({ queryKey: ['check', what] });
            void reload();
          }}
        />
      ) : null}
    </Page>
  );
}
