import type { TargetObject } from '../../../server/contract/isms.js';
import type { Measure } from '../../../server/contract/plan.js';
import type { Parameters } from '../../api/http.js';
import type { DomainRef } from '../../api/structure.js';
import { Empty, ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { SaveFault } from '../../components/save-fault.js';
import { UndoNote } from '../../components/undo-note.js';
import { useMessages } from '../../i18n/messages.js';
import { today as todayHere } from '../../i18n/zoned-time.js';
import { PlanBoard } from './plan-board.js';
import { PlanLoad } from './plan-load.js';
import { PlanTimeline } from './plan-timeline.js';
import { useAllMeasures, useMeasureChange } from './use-measures.js';

interface PlanViewsProps {
  view: 'board' | 'timeline' | 'load';
  domain: DomainRef;
  /** As the query parameters of the call. */
  filter: Parameters;
  byId: ReadonlyMap<string, TargetObject>;
  mayChange: boolean;
  onOpen(measure: Measure): void;
  /** Somebody's measures are wanted. */
  onPerson(responsible: string): void;
}

/** The whole plan at once: as a board, over time, or by person. What is moved there is stored at once. */
export function PlanViews({ view, domain, filter, byId, mayChange, onOpen, onPerson }: PlanViewsProps) {
  const { t, date } = useMessages();
  const all = useAllMeasures(domain, filter, true);
  const direct = useMeasureChange();
  const today = todayHere();
  if (all.error) return <ErrorNotice error={all.error} onRetry={() => void all.refetch()} />;
  if (!all.data) return <Loading rows={8} />;
  const measures = all.data.items;
  if (measures.length === 0) {
    const isNarrowed = Object.values(filter).some((value) => value !== undefined && value !== '');
    return (
      <Empty icon="plan" title={t(isNarrowed ? 'plan.empty_filtered' : 'plan.empty')}>
        {isNarrowed ? null : <p>{t('plan.empty_text')}</p>}
      </Empty>
    );
  }
  const shared = { measures, byId, today, mayChange, onOpen };
  return (
    <>
      <SaveFault error={direct.error} />
      <UndoNote
        text={direct.done?.text}
        isPending={direct.isPending}
        onUndo={direct.undo}
        onClose={direct.forget}
      />
      {all.data.isCut ? <Notice tone="info" title={t('plan.cut')} /> : null}
      {view === 'board' ? (
        <PlanBoard
          {...shared}
          onMove={(measure, state) => {
            const values = { name: measure.title, state: t(`plan.state.${state}`) };
            direct.change(measure, { state }, t('plan.board.moved', values));
          }}
          onAskReason={(measure, state) => onOpen({ ...measure, state })}
        />
      ) : view === 'timeline' ? (
        <PlanTimeline
          {...shared}
          onRedate={(measure, dates) => {
            const until = dates.deadline ? date(dates.deadline) : '–';
            direct.change(measure, dates, t('plan.time.moved', { name: measure.title, date: until }));
          }}
        />
      ) : (
        <PlanLoad measures={measures} today={today} onPerson={onPerson} />
      )}
    </>
  );
}
