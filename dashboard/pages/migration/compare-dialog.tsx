import { type Dispatch, type SetStateAction, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { StoredProposal } from '../../../server/contract/migration.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { requirementPath } from '../catalogs/titles.js';
import { ProposalMark } from '../wiba/proposal-mark.js';
import { useInterviewKeys } from '../wiba/use-interview-keys.js';
import { CompareText } from './compare-text.js';
import { GroundMark } from './ground-list.js';
import type { Decision } from './proposal-filter.js';
import type { Decided } from './use-migration.js';

interface CompareProps {
  target: string;
  proposal: StoredProposal;
  /** Where it stands in the list, from 1. */
  place: number;
  of: number;
  mayChange: boolean;
  isBusy: boolean;
  /** Why the last decision failed. */
  error: unknown;
  onMove(step: 1 | -1): void;
  onDecide(decided: Decided): void;
}

const keys: Readonly<Record<string, Decision | 1 | -1>> = {
  j: 1,
  k: -1,
  a: 'accepted',
  r: 'rejected',
};

/** One control with all that leads to it, both texts beside each other, and the decision; goes through the list. */
function Compare({ target, proposal, place, of, mayChange, isBusy, error, onMove, onDecide }: CompareProps) {
  const { t } = useMessages();
  const element = useRef<HTMLDivElement>(null);
  const [note, setNote] = useState(proposal.note);
  const known =
    proposal.decision === 'accepted' || proposal.decision === 'rejected' ? proposal.decision : 'open';
  const mayAccept = proposal.proposal !== 'open';
  // The keys work at once, and go on working for the next one.
  useEffect(() => element.current?.focus({ preventScroll: true }), []);
  const decide = (decision: Decision): void =>
    onDecide({ proposals: [proposal], decision, note: note.trim() });
  useInterviewKeys(element, (key) => {
    const act = keys[key.toLowerCase()];
    if (act === undefined) return false;
    if (typeof act === 'number') onMove(act);
    else if (mayChange && !isBusy && (act !== 'accepted' || mayAccept)) decide(act);
    return true;
  });
  return (
    <div ref={element} tabIndex={-1} className="gw-compare">
      <div className="gw-compare__sides">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it */}
        <section aria-labelledby="compare-old" tabIndex={0}>
          <h3 id="compare-old" className="gw-panel__subtitle">
            {t('migration.side.old')}
          </h3>
          <ul className="gw-compare__grounds">
            {proposal.grounds.map((ground, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one source can be mapped twice, and the list never changes its order
              <li key={`${ground.source} ${at}`}>
                <p className="gw-compare__name">
                  <span className="gw-mono">{ground.source}</span> {ground.title}
                </p>
                <GroundMark ground={ground} />
                {ground.requirement && ground.catalog ? (
                  <CompareText
                    catalog={ground.catalog}
                    requirement={ground.requirement}
                    marked={ground.source}
                  />
                ) : null}
              </li>
            ))}
          </ul>
        </section>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it */}
        <section aria-labelledby="compare-new" tabIndex={0}>
          <h3 id="compare-new" className="gw-panel__subtitle">
            {t('migration.side.new')}
          </h3>
          <p className="gw-compare__name">
            <Link className="gw-mono" to={requirementPath(target, proposal.requirement)}>
              {proposal.requirement}
            </Link>{' '}
            {proposal.title}
          </p>
          <p className="gw-compare__mark">
            {t('proposal.proposed')}: <ProposalMark state={proposal.proposal} />
            {proposal.contradictory ? (
              <span className="gw-contradictory">{t('migration.contradictory')}</span>
            ) : null}
          </p>
          <CompareText catalog={target} requirement={proposal.requirement} />
        </section>
      </div>
      {error ? <ErrorNotice error={error} /> : null}
      {mayChange ? (
        <TextField label={t('migration.reason')} rows={2} maxLength={4000} value={note} onChange={setNote} />
      ) : null}
      <div className="gw-compare__foot">
        {mayChange ? (
          <div className="gw-toolbar">
            <Button
              variant="primary"
              icon="check"
              label={t('migration.accept_one')}
              isDisabled={isBusy || !mayAccept}
              onPress={() => decide('accepted')}
            />
            <Button
              icon="close"
              label={t('migration.reject_one')}
              isDisabled={isBusy}
              onPress={() => decide('rejected')}
            />
            {known === 'open' ? null : (
              <Button
                variant="tertiary"
                label={t('migration.reopen')}
                isDisabled={isBusy}
                onPress={() => decide('open')}
              />
            )}
          </div>
        ) : null}
        <span className={`gw-decided__state--${known}`}>
          {t(`migration.decision.${known}`)}
          {proposal.decided_by ? ` (${proposal.decided_by})` : ''}
        </span>
        <div className="gw-toolbar gw-toolbar--end">
          <span className="gw-muted">{t('migration.place', { place, of })}</span>
          <Button small icon="back" iconOnly label={t('migration.previous')} onPress={() => onMove(-1)} />
          <Button small icon="next" iconOnly label={t('migration.next')} onPress={() => onMove(1)} />
        </div>
      </div>
      <p className="gw-muted gw-hint">{t('migration.compare_keys')}</p>
    </div>
  );
}

export interface OpenCompare {
  list: readonly string[];
  at: number;
}

interface CompareDialogProps extends Pick<CompareProps, 'target' | 'mayChange' | 'isBusy' | 'error'> {
  proposals: readonly StoredProposal[];
  /** Ids of the controls to go through, as the list showed them when it was opened, and the shown one. */
  open: OpenCompare | undefined;
  onOpen: Dispatch<SetStateAction<OpenCompare | undefined>>;
  /** @param onDone it is stored */
  onDecide(decided: Decided, onDone: () => void): void;
}

/** Goes through the proposals one by one. */
export function CompareDialog({ proposals, open, onOpen, onDecide, ...props }: CompareDialogProps) {
  const { t } = useMessages();
  const shown = open && proposals.find(({ requirement }) => requirement === open.list[open.at]);
  // It may have been closed while a decision was stored.
  const move = (step: 1 | -1): void =>
    onOpen((now) => now && { ...now, at: Math.min(now.list.length - 1, Math.max(0, now.at + step)) });
  return (
    <Dialog
      wide
      title={shown ? `${shown.requirement} ${shown.title}` : t('migration.compare')}
      isOpen={shown !== undefined}
      onClose={() => onOpen(undefined)}
    >
      {shown && open ? (
        <Compare
          key={shown.requirement}
          {...props}
          proposal={shown}
          place={open.at + 1}
          of={open.list.length}
          onMove={move}
          onDecide={(decided) => onDecide(decided, () => decided.decision !== 'open' && move(1))}
        />
      ) : null}
    </Dialog>
  );
}
