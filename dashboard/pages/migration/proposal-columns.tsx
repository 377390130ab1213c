import { Link } from 'react-router';
import type { StoredProposal } from '../../../server/contract/migration.js';
import { Button } from '../../components/button.js';
import type { Column } from '../../components/data-table.js';
import { PickBox } from '../../components/pick-box.js';
import type { Messages } from '../../i18n/messages.js';
import { requirementPath } from '../catalogs/titles.js';
import { ProposalMark } from '../wiba/proposal-mark.js';
import { GroundList } from './ground-list.js';
import { type Decision, decisions } from './proposal-filter.js';

interface ProposalColumns {
  target: string;
  mayChange: boolean;
  isBusy: boolean;
  picked: ReadonlySet<string>;
  onPick(requirement: string, selected: boolean): void;
  onDecide(proposal: StoredProposal, decision: Decision): void;
  /** Shows both texts beside each other. */
  onCompare(proposal: StoredProposal): void;
}

const ranks: Record<string, number> = { yes: 0, partial: 1, no: 2, open: 3 };

export function proposalColumns({ t }: Messages, given: ProposalColumns): Column<StoredProposal>[] {
  const pick: Column<StoredProposal> = {
    id: 'pick',
    header: t('proposal.pick'),
    cell: ({ requirement }) => (
      <PickBox
        label={t('proposal.pick_this', { name: requirement })}
        isSelected={given.picked.has(requirement)}
        onChange={(selected) => given.onPick(requirement, selected)}
      />
    ),
  };
  return [
    ...(given.mayChange ? [pick] : []),
    {
      id: 'grounds',
      header: t('migration.column.grounds'),
      value: ({ grounds }) => grounds[0]?.source ?? '',
      cell: ({ grounds }) => <GroundList grounds={grounds} />,
    },
    {
      id: 'control',
      header: t('migration.column.control'),
      rowHeader: true,
      value: ({ requirement }) => requirement,
      cell: (proposal) => (
        <>
          <Link className="gw-mono gw-block" to={requirementPath(given.target, proposal.requirement)}>
            {proposal.requirement}
          </Link>
          {proposal.title}
          <button
            type="button"
            className="gw-linkish gw-block gw-compare__opener"
            aria-label={t('migration.compare_this', { name: proposal.requirement })}
            onClick={() => given.onCompare(proposal)}
          >
            {t('migration.compare')}
          </button>
        </>
      ),
    },
    {
      id: 'proposal',
      header: t('proposal.proposed'),
      value: ({ proposal }) => ranks[proposal] ?? 9,
      cell: ({ proposal, contradictory }) => (
        <>
          <ProposalMark state={proposal} />
          {contradictory ? (
            <span className="gw-block gw-contradictory">{t('migration.contradictory')}</span>
          ) : null}
        </>
      ),
    },
    {
      id: 'decision',
      header: t('migration.column.decision'),
      value: ({ decision }) => decision,
      cell: (proposal) => <DecisionCell proposal={proposal} t={t} {...given} />,
    },
  ];
}

type CellProps = Pick<ProposalColumns, 'mayChange' | 'isBusy' | 'onDecide'> & {
  proposal: StoredProposal;
  t: Messages['t'];
};

function DecisionCell({ proposal, t, mayChange, isBusy, onDecide }: CellProps) {
  const { requirement: name, decision, decided_by, note } = proposal;
  const known = decisions.find((each) => each === decision) ?? 'open';
  const button = (next: Decision, icon: 'check' | 'close' | 'refresh') => (
    <Button
      small
      iconOnly
      variant="tertiary"
      icon={icon}
      label={t(`migration.decide_this.${next}`, { name })}
      isDisabled={isBusy}
      onPress={() => onDecide(proposal, next)}
    />
  );
  return (
    <div className="gw-decided">
      <span className={`gw-decided__state gw-decided__state--${known}`}>
        {t(`migration.decision.${known}`)}
        {decided_by === null ? null : <span className="gw-muted gw-block">{decided_by}</span>}
      </span>
      {mayChange ? (
        <span className="gw-line-actions">
          {known !== 'accepted' && proposal.proposal !== 'open' ? button('accepted', 'check') : null}
          {known !== 'rejected' ? button('rejected', 'close') : null}
          {known !== 'open' ? button('open', 'refresh') : null}
        </span>
      ) : null}
      {note === '' ? null : <span className="gw-muted gw-decided__note">{note}</span>}
    </div>
  );
}
