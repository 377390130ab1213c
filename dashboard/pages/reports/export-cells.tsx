import type { ExportJob } from '../../../server/contract/report.js';
import { exportFileAddress } from '../../api/reports.js';
import { Button } from '../../components/button.js';
import { useMessages } from '../../i18n/messages.js';

/** What of a job is shown: an audit package is one, too. */
export type ShownJob = Omit<ExportJob, 'options'>;

/**
 * How far an export is.
 * @param steps whether its progress counts steps instead of rows
 */
export function ExportState({ job, steps = false }: { job: ShownJob; steps?: boolean }) {
  const { t, number } = useMessages();
  const { state, done, total, error, removed_at } = job;
  if (state === 'running' && total !== null) {
    const label = t(steps ? 'report.progress_steps' : 'report.progress', {
      done: number(done),
      total: number(total),
    });
    return (
      <div className="gw-progress">
        <progress max={Math.max(1, total)} value={done} aria-label={label} />
        <span>{label}</span>
      </div>
    );
  }
  const shown = state === 'done' && removed_at !== null ? 'removed' : state;
  return (
    <>
      <span className={`gw-state gw-state--${job.ended_at === null ? 'active' : 'closed'}`}>
        {t(`report.states.${shown}`)}
      </span>
      {state === 'running' && done > 0 ? ` ${t('report.progress_unknown', { done: number(done) })}` : null}
      {error === null ? null : <span className="gw-figure--warning"> {error}</span>}
    </>
  );
}

interface ActionProps {
  job: ShownJob;
  name: string;
  mayEnd: boolean;
  onCancel(): void;
  onRemove(): void;
}

/** Cancelling, the file, and removing it. */
export function ExportActions({ job, name, mayEnd, onCancel, onRemove }: ActionProps) {
  const { t } = useMessages();
  if (job.ended_at === null) {
    return mayEnd ? (
      <Button
        small
        variant="tertiary"
        label={t('report.cancel')}
        aria-label={t('report.cancel_this', { name })}
        onPress={onCancel}
      />
    ) : null;
  }
  if (job.state !== 'done' || job.removed_at !== null) return null;
  return (
    <span className="gw-toolbar gw-toolbar--end gw-nowrap">
      <a
        className="kern-btn kern-btn--tertiary gw-btn gw-btn--small"
        href={exportFileAddress(job.id)}
        download
        aria-label={t('report.download_this', { name })}
      >
        <span className="kern-label">{t('report.download')}</span>
      </a>
      {mayEnd ? (
        <Button
          small
          iconOnly
          variant="tertiary"
          icon="remove"
          label={t('report.remove_this', { name })}
          onPress={onRemove}
        />
      ) : null}
    </span>
  );
}
