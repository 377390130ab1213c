import { useQuery } from '@tanstack/react-query';
import type { Assessment } from '../../../server/contract/check.js';
import { type EditionRef, getQuestions } from '../../api/check.js';
import { Button } from '../../components/button.js';
import { Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { type AnswerDraft, draftOf } from './answer-draft.js';

const texts = [
  'reason',
  'implementation',
  'responsible',
  'due',
  'assessor',
  'assessed_on',
  'interviewees',
  'cost_once',
  'cost_yearly',
] as const;

interface AnswerConflictProps {
  domain: EditionRef;
  baustein: string;
  scope: string;
  requirement: string;
  draft: AnswerDraft;
  /** Stores the draft over what the other one said. */
  onOverwrite(version: number): void;
  /** Takes what the other one said. */
  onReload(): void;
}

/** Two people answered the same: both answers side by side where they differ, and the choice between them. */
export function AnswerConflict(props: AnswerConflictProps) {
  const { domain, baustein, scope, requirement, draft, onOverwrite, onReload } = props;
  const { t } = useMessages();
  const { data } = useQuery({
    queryKey: ['check', 'conflict', domain, baustein, scope, requirement],
    queryFn: ({ signal }) => getQuestions(domain, baustein, scope, signal),
    gcTime: 0,
  });
  const theirs = data?.items.find((each) => each.requirement.id === requirement)?.own ?? null;
  return (
    <Notice tone="warning" title={t('check.conflict')}>
      <p>{t('check.conflict_text')}</p>
      {data ? <Differences draft={draft} theirs={theirs} /> : null}
      <div className="gw-toolbar">
        <Button small icon="refresh" label={t('check.conflict_reload')} onPress={onReload} />
        <Button
          small
          label={t('check.conflict_overwrite')}
          isDisabled={data === undefined}
          onPress={() => onOverwrite(theirs?.version ?? 0)}
        />
      </div>
    </Notice>
  );
}

function Differences({ draft, theirs }: { draft: AnswerDraft; theirs: Assessment | null }) {
  const { t } = useMessages();
  const other = draftOf(theirs);
  const rows = [
    {
      name: t('check.field.status'),
      mine: t(`check.status.${draft.status}`),
      other: t(`check.status.${other.status}`),
    },
    ...texts.map((field) => ({
      name: t(`check.field.${field}`),
      mine: draft[field],
      other: other[field],
    })),
  ].filter((row) => row.mine !== row.other);
  if (rows.length === 0) return null;
  return (
    <table className="gw-differences">
      <thead>
        <tr>
          <td />
          <th scope="col">{t('check.conflict_mine')}</th>
          <th scope="col">
            {theirs ? t('check.conflict_theirs', { name: theirs.updated_by }) : t('check.status.open')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, mine, other: said }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{mine || '–'}</td>
            <td>{said || '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
