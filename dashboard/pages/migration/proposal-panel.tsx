import { useState } from 'react';
import type { StoredProposal } from '../../../server/contract/migration.js';
import { DataTable } from '../../components/data-table.js';
import { SelectField } from '../../components/fields.js';
import { Empty } from '../../components/notice.js';
import { withPick } from '../../components/pick-box.js';
import { Switch } from '../../components/switch.js';
import { TableSearch } from '../../components/table-search.js';
import { Toggles } from '../../components/toggles.js';
import { useMessages } from '../../i18n/messages.js';
import { CompareDialog, type OpenCompare } from './compare-dialog.js';
import { DecisionBar } from './decision-bar.js';
import { proposalColumns } from './proposal-columns.js';
import { decisions, filtered, type ProposalFilter, proposalStates } from './proposal-filter.js';
import type { Decided } from './use-migration.js';

const everything: ProposalFilter = { text: '', states: [], decision: 'all', contradictory: false };

interface ProposalPanelProps {
  target: string;
  /** Of controls that something leads to. */
  proposals: readonly StoredProposal[];
  mayChange: boolean;
  isBusy: boolean;
  /** Why the last decision failed. */
  error: unknown;
  onDecide(decided: Decided, onDone?: () => void): void;
}

/** Old and new side by side, and what people decide about it. */
export function ProposalPanel({ target, proposals, mayChange, isBusy, error, onDecide }: ProposalPanelProps) {
  const messages = useMessages();
  const { t, plural } = messages;
  const [filter, setFilter] = useState(everything);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [compared, setCompared] = useState<OpenCompare>();
  const shown = filtered(proposals, filter);
  const decide = (decided: Decided): void => {
    setPicked(new Set());
    onDecide(decided);
  };
  return (
    <div className="gw-stack">
      <div className="gw-toolbar">
        <TableSearch
          label={t('migration.search')}
          value={filter.text}
          onChange={(text) => setFilter({ ...filter, text })}
        />
        <Toggles
          label={t('proposal.proposed')}
          options={proposalStates.map((value) => ({ value, label: t(`proposal.state.${value}`) }))}
          selected={filter.states}
          onChange={(states) => setFilter({ ...filter, states })}
        />
        <SelectField
          hideLabel
          label={t('migration.column.decision')}
          value={filter.decision}
          options={(['all', ...decisions] as const).map((value) => ({
            value,
            label: t(`migration.decision.${value}`),
          }))}
          onChange={(decision) => setFilter({ ...filter, decision })}
        />
        <Switch
          label={t('migration.only_contradictory')}
          isSelected={filter.contradictory}
          onChange={(contradictory) => setFilter({ ...filter, contradictory })}
        />
        <span className="gw-muted" role="status">
          {plural('migration.shown', shown.length)}
        </span>
      </div>
      {mayChange ? (
        <DecisionBar
          shown={shown}
          picked={shown.filter(({ requirement }) => picked.has(requirement))}
          isBusy={isBusy}
          onPick={(requirements) => setPicked(new Set(requirements))}
          onDecide={decide}
        />
      ) : null}
      {shown.length === 0 ? (
        <Empty icon="migration" title={t('migration.none_shown')}>
          <p>{t('empty.narrowed')}</p>
        </Empty>
      ) : null}
      {shown.length > 0 ? (
        <DataTable
          caption={t('migration.proposals')}
          columns={proposalColumns(messages, {
            target,
            mayChange,
            isBusy,
            picked,
            onPick: (requirement, selected) => setPicked(withPick(picked, requirement, selected)),
            onDecide: (proposal, decision) => onDecide({ proposals: [proposal], decision }),
            onCompare: (proposal) =>
              setCompared({
                list: shown.map(({ requirement }) => requirement),
                at: shown.indexOf(proposal),
              }),
          })}
          rows={shown}
          rowId={({ requirement }) => requirement}
          rowsAtOnce={50}
        />
      ) : null}
      <CompareDialog
        target={target}
        proposals={proposals}
        open={compared}
        mayChange={mayChange}
        isBusy={isBusy}
        error={error}
        onOpen={setCompared}
        onDecide={onDecide}
      />
    </div>
  );
}
