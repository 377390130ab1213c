import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { WibaProposal } from '../../../server/contract/migration.js';
import type { DomainRef } from '../../api/structure.js';
import { carryOverWiba } from '../../api/wiba.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Empty, ErrorNotice, Notice } from '../../components/notice.js';
import { PickBox, withPick } from '../../components/pick-box.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { requirementPath } from '../catalogs/titles.js';
import { ProposalMark } from './proposal-mark.js';

/** Whether the check has a place for it that nobody has said anything of. */
const canCarry = ({ proposal, unanswered }: WibaProposal): boolean => proposal !== 'open' && unanswered > 0;

function columns(
  { t, plural, number }: Messages,
  picked: ReadonlySet<string>,
  onPick: ((requirement: string, selected: boolean) => void) | undefined,
): Column<WibaProposal>[] {
  const pick: Column<WibaProposal> = {
    id: 'pick',
    header: t('proposal.pick'),
    cell: (row) => (
      <PickBox
        label={t('proposal.pick_this', { name: row.requirement })}
        isSelected={picked.has(row.requirement)}
        isDisabled={!canCarry(row)}
        onChange={(selected) => onPick?.(row.requirement, selected)}
      />
    ),
  };
  return [
    ...(onPick ? [pick] : []),
    {
      id: 'requirement',
      header: t('proposal.requirement'),
      rowHeader: true,
      value: ({ requirement }) => requirement,
      cell: ({ requirement, title }) => (
        <>
          <Link className="gw-mono gw-block" to={requirementPath('kompendium-2023', requirement)}>
            {requirement}
          </Link>
          {title}
        </>
      ),
    },
    {
      id: 'proposal',
      header: t('proposal.proposed'),
      value: ({ proposal }) => proposal,
      cell: ({ proposal }) => <ProposalMark state={proposal} />,
    },
    {
      id: 'answers',
      header: t('wiba.column.answers'),
      minor: true,
      cell: ({ questions }) => (
        <ul className="gw-plain">
          {questions.map(({ id, answer }) => (
            <li key={id}>
              <span className="gw-mono">{id}</span> {t(`wiba.answer.${answer}`)}
            </li>
          ))}
        </ul>
      ),
    },
    {
      id: 'check',
      header: t('wiba.column.check'),
      value: ({ unanswered }) => unanswered,
      cell: ({ applied, unanswered }) =>
        applied === 0
          ? t('wiba.not_applied')
          : unanswered === 0
            ? t('wiba.all_answered')
            : plural('wiba.unanswered', unanswered, { applied: number(applied) }),
    },
  ];
}

interface ProposalListProps {
  domain: DomainRef;
  proposals: readonly WibaProposal[];
  mayChange: boolean;
}

/** What the answers propose for the check of a domain; people choose what is carried over. */
export function ProposalList({ domain, proposals, mayChange }: ProposalListProps) {
  const messages = useMessages();
  const { t, plural, language } = messages;
  const queries = useQueryClient();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const possible = proposals.filter(canCarry).map(({ requirement }) => requirement);
  const chosen = possible.filter((requirement) => picked.has(requirement));
  const carry = useMutation({
    mutationFn: () => carryOverWiba(domain, { requirements: chosen, language }),
    onSuccess: () => setPicked(new Set()),
    onSettled: () => queries.invalidateQueries(),
  });
  if (proposals.length === 0) {
    return (
      <Empty icon="wiba" title={t('wiba.no_proposals')}>
        <p>{t('wiba.no_proposals_text')}</p>
      </Empty>
    );
  }
  const all = possible.length > 0 && chosen.length === possible.length;
  return (
    <div className="gw-stack">
      <p className="gw-lead gw-lead--tab">{t('wiba.proposals_lead')}</p>
      {carry.error ? <ErrorNotice error={carry.error} /> : null}
      {carry.data ? (
        <Notice
          tone="success"
          title={plural('wiba.carried', carry.data.answers, { requirements: carry.data.requirements })}
        />
      ) : null}
      {mayChange ? (
        <div className="gw-toolbar">
          <Button
            small
            label={all ? t('proposal.pick_none') : plural('wiba.pick_possible', possible.length)}
            isDisabled={possible.length === 0}
            onPress={() => setPicked(new Set(all ? [] : possible))}
          />
          <Button
            small
            variant="primary"
            label={plural('wiba.carry_over', chosen.length)}
            isDisabled={chosen.length === 0}
            isPending={carry.isPending}
            onPress={() => carry.mutate()}
          />
        </div>
      ) : null}
      <DataTable
        caption={t('wiba.proposals')}
        columns={columns(
          messages,
          picked,
          mayChange
            ? (requirement, selected) => setPicked(withPick(picked, requirement, selected))
            : undefined,
        )}
        rows={proposals}
        rowId={({ requirement }) => requirement}
        initialSort={{ id: 'requirement', desc: false }}
      />
    </div>
  );
}
