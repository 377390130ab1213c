import { type KeyboardEvent, useRef, useState } from 'react';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Estimate, Risk, RiskMatrix } from '../../../server/contract/risk.js';
import { useAnnounce } from '../../components/announcer.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { SaveFault } from '../../components/save-fault.js';
import { ScrollRegion } from '../../components/scroll-region.js';
import { Toggles } from '../../components/toggles.js';
import { UndoNote } from '../../components/undo-note.js';
import { useKeptFocus } from '../../components/use-kept-focus.js';
import { useMessages } from '../../i18n/messages.js';
import { cellTowards, movedRisk, placedRisks, placeOf, type Stage, stages } from './risk-board.js';
import { RiskChip } from './risk-chip.js';
import { damages, frequencies } from './risk-words.js';
import { useRiskMove } from './use-risk-move.js';

interface RiskMatrixBoardProps {
  risks: readonly Risk[];
  matrix: RiskMatrix;
  /** Titles of the threats, by id. */
  titles: ReadonlyMap<string, string>;
  /** Objects of the risks, where several are shown. */
  byId?: ReadonlyMap<string, TargetObject>;
  mayChange: boolean;
  onOpen(risk: Risk): void;
}

/** Every risk in its cell of the matrix; it is moved by mouse, or with Shift and an arrow. */
export function RiskMatrixBoard(props: RiskMatrixBoardProps) {
  const { risks, matrix, titles, byId, mayChange, onOpen } = props;
  const { t, number } = useMessages();
  const announce = useAnnounce();
  const [stage, setStage] = useState<Stage>('before');
  const [over, setOver] = useState('');
  const [fault, setFault] = useState('');
  const [asked, setAsked] = useState<{ risk: Risk; to: Estimate }>();
  const board = useRef<HTMLDivElement>(null);
  const keepFocus = useKeptFocus(board, 'data-risk');
  const moves = useRiskMove(matrix);
  const { cells, waiting } = placedRisks(risks, stage);
  const nameOf = ({ threat, target_object }: Risk): string =>
    [byId?.get(target_object)?.key, threat, titles.get(threat)].filter(Boolean).join(' ');
  const cellName = ({ frequency, damage }: Estimate): string =>
    `${t(`risk.frequency.${frequency}`)}, ${t(`risk.damage.${damage}`)}`;

  const store = (risk: Risk, to: Estimate): void => {
    const input = movedRisk(risk, stage, to);
    if (typeof input === 'string') {
      announce(t(`risk.move.${input}`));
      setFault(t(`risk.move.${input}`));
      return;
    }
    const text = t('risk.move.done', { name: nameOf(risk), cell: cellName(to) });
    setFault('');
    keepFocus(risk.id);
    moves.move(risk.id, input, text);
    announce(text);
  };
  const move = (risk: Risk, to: Estimate | undefined): void => {
    if (to === undefined || !mayChange) return;
    // The signature was for the old estimate: it goes, and does not come back.
    if (risk.signed_by) setAsked({ risk, to });
    else store(risk, to);
  };
  const press = (event: KeyboardEvent, risk: Risk): void => {
    if (!event.shiftKey || !event.key.startsWith('Arrow')) return;
    event.preventDefault();
    move(risk, cellTowards(placeOf(risk, stage), event.key));
  };
  const chip = (risk: Risk) => (
    <li key={risk.id}>
      <RiskChip
        risk={risk}
        label={byId?.get(risk.target_object)?.key ?? ''}
        title={`${nameOf(risk)}: ${placeOf(risk, stage) ? cellName(placeOf(risk, stage)!) : t('risk.not_estimated')}`}
        mayChange={mayChange}
        onOpen={() => onOpen(risk)}
        onKey={(event) => press(event, risk)}
      />
    </li>
  );
  const drop = (id: string, to: Estimate): void => {
    setOver('');
    const risk = risks.find((each) => each.id === id);
    if (risk) move(risk, to);
  };

  return (
    <div ref={board}>
      <div className="gw-toolbar">
        <Toggles
          single
          label={t('risk.move.stage')}
          options={stages.map((value) => ({ value, label: t(`risk.matrix.${value}`) }))}
          selected={[stage]}
          onChange={([next]) => setStage(next ?? 'before')}
        />
        {mayChange ? <span className="gw-muted">{t('risk.move.keys')}</span> : null}
      </div>
      <SaveFault error={moves.error} />
      {fault ? <p className="gw-figure--warning gw-hint">{fault}</p> : null}
      <UndoNote
        text={moves.done?.text}
        isPending={moves.isPending}
        onUndo={moves.undo}
        onClose={moves.forget}
      />
      <ScrollRegion className="gw-table-scroll" label={t('risk.matrix.title')}>
        <table className="gw-matrix gw-matrix--board">
          <caption className="kern-sr-only">{t(`risk.matrix.${stage}`)}</caption>
          <tbody>
            {damages
              .map((damage, row) => (
                <tr key={damage}>
                  <th scope="row" title={matrix.damages[row] || undefined}>
                    {t(`risk.damage.${damage}`)}
                  </th>
                  {frequencies.map((frequency, column) => {
                    const inCell = cells[row]![column]!;
                    const level = matrix.cells[row]![column]!;
                    const key = `${frequency} ${damage}`;
                    return (
                      <td
                        key={frequency}
                        className={`gw-matrix__cell gw-risk--${level}${over === key ? ' gw-matrix__cell--over' : ''}`}
                        onDragOver={(event) => {
                          event.preventDefault();
                          setOver(key);
                        }}
                        onDragLeave={() => setOver('')}
                        onDrop={(event) => {
                          event.preventDefault();
                          drop(event.dataTransfer.getData('text/plain'), { frequency, damage });
                        }}
                      >
                        <span className="gw-matrix__head">
                          <span className="gw-matrix__level">{t(`risk.level.${level}`)}</span>
                          <span className="gw-matrix__number">{number(inCell.length)}</span>
                        </span>
                        {inCell.length > 0 ? <ul className="gw-matrix__risks">{inCell.map(chip)}</ul> : null}
                      </td>
                    );
                  })}
                </tr>
              ))
              .reverse()}
          </tbody>
          <tfoot>
            <tr>
              <td />
              {frequencies.map((frequency, column) => (
                <th key={frequency} scope="col" title={matrix.frequencies[column] || undefined}>
                  {t(`risk.frequency.${frequency}`)}
                </th>
              ))}
            </tr>
          </tfoot>
        </table>
      </ScrollRegion>
      {waiting.length > 0 ? (
        <section className="gw-panel gw-matrix__waiting" aria-labelledby="risk-waiting">
          <h2 id="risk-waiting" className="gw-panel__subtitle">
            {t('risk.move.waiting')} <span className="gw-muted">{number(waiting.length)}</span>
          </h2>
          <ul className="gw-matrix__risks">{waiting.map(chip)}</ul>
        </section>
      ) : null}
      <ConfirmDialog
        title={t('risk.move.signed_title')}
        text={t('risk.move.signed_text', { name: asked ? nameOf(asked.risk) : '' })}
        action={t('risk.move.signed_action')}
        isOpen={asked !== undefined}
        onConfirm={() => {
          if (asked) store(asked.risk, asked.to);
          setAsked(undefined);
        }}
        onCancel={() => setAsked(undefined)}
      />
    </div>
  );
}
