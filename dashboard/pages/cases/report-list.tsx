import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { CaseReport } from '../../../server/contract/case-duty.js';
import { type CaseDetail, withdrawReport } from '../../api/cases.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { FactList } from '../../components/fact-list.js';
import { TextField } from '../../components/fields.js';
import { Empty, ErrorNotice } from '../../components/notice.js';
import { saveText } from '../../components/save-text.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { useCaseRights } from './case-words.js';
import { useCaseChange } from './use-case-change.js';

function WithdrawForm({
  detail,
  report,
  onClose,
}: {
  detail: CaseDetail;
  report: CaseReport;
  onClose(): void;
}) {
  const { t } = useMessages();
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const withdraw = useCaseChange(() => withdrawReport(detail.case.id, report.id, reason.trim()), onClose);
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (reason.trim()) withdraw.mutate(undefined);
      }}
    >
      {withdraw.error ? <ErrorNotice error={withdraw.error} /> : null}
      <p>{t('cases.withdraw_text')}</p>
      <TextField
        label={t('cases.reason')}
        rows={2}
        maxLength={4000}
        autoFocus
        value={reason}
        onChange={setReason}
        error={checked && reason.trim() === '' ? t('targets.required') : undefined}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="danger" label={t('cases.withdraw')} isPending={withdraw.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

function ReportPanel({
  detail,
  report,
  onWithdraw,
}: {
  detail: CaseDetail;
  report: CaseReport;
  onWithdraw: (() => void) | undefined;
}) {
  const { t, language, dateTime } = useMessages();
  const clock = detail.duties
    .find(({ duty }) => duty === report.duty)
    ?.clocks.find(({ step }) => step === report.step);
  const isLate = report.due_at !== null && report.submitted_at > report.due_at;
  const facts = [
    [t('cases.submitted_at'), dateTime(report.submitted_at)],
    [t('cases.submitted_by'), report.submitted_by],
    [t('cases.recipient'), report.recipient],
    [t('cases.channel'), report.channel],
    [t('cases.receipt'), report.receipt],
    [t('cases.late_reason'), report.late_reason],
    [t('cases.recorded_by'), report.recorded_by],
  ] as const;
  return (
    <section className="gw-panel" aria-labelledby={`report-${report.id}`}>
      <div className="gw-panel__head">
        <h2 id={`report-${report.id}`} className="gw-panel__title">
          {clock?.name[language] ?? t('cases.report')}{' '}
          {report.withdrawn_at ? (
            <span className="gw-tag gw-tag--warning">{t('cases.withdrawn')}</span>
          ) : (
            <span className={isLate ? 'gw-tag gw-tag--warning' : 'gw-tag'}>
              {t(isLate ? 'cases.clock.late' : 'cases.clock.met')}
            </span>
          )}
        </h2>
        <div className="gw-triage">
          {report.content ? (
            <Button
              small
              variant="tertiary"
              icon="download"
              label={t('cases.save_txt')}
              onPress={() => saveText(report.content, `${detail.case.key}-${report.step}.txt`)}
            />
          ) : null}
          {onWithdraw ? (
            <Button small variant="tertiary" label={t('cases.withdraw')} onPress={onWithdraw} />
          ) : null}
        </div>
      </div>
      <FactList wide values="prose" rows={facts} />
      {report.withdrawn_at ? (
        <p className="gw-prose">
          {t('cases.withdrawn_by', { name: report.withdrawn_by ?? '' })}{' '}
          <Time at={report.withdrawn_at} full />: {report.withdrawn_reason}
        </p>
      ) : null}
      {report.content ? (
        <details>
          <summary>{t('cases.show_content')}</summary>
          <pre className="gw-code">{report.content}</pre>
        </details>
      ) : null}
    </section>
  );
}

/** Who reported what to whom, when, and the receipt. */
export function ReportList({ detail }: { detail: CaseDetail }) {
  const { t } = useMessages();
  const rights = useCaseRights();
  const [withdrawing, setWithdrawing] = useState<CaseReport>();
  const may = rights.report && detail.case.state !== 'closed';
  const close = () => setWithdrawing(undefined);
  if (detail.reports.length === 0) {
    return (
      <Empty icon="reports" title={t('cases.no_reports')}>
        <p>{t('cases.no_reports_text')}</p>
      </Empty>
    );
  }
  return (
    <div className="gw-stack">
      {detail.reports.map((report) => (
        <ReportPanel
          key={report.id}
          detail={detail}
          report={report}
          onWithdraw={may && report.withdrawn_at === null ? () => setWithdrawing(report) : undefined}
        />
      ))}
      <Dialog title={t('cases.withdraw_title')} isOpen={withdrawing !== undefined} onClose={close}>
        {withdrawing ? <WithdrawForm detail={detail} report={withdrawing} onClose={close} /> : null}
      </Dialog>
    </div>
  );
}
