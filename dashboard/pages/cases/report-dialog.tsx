import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { CaseClock, NewCaseReport, ReportDraft } from '../../../server/contract/case-duty.js';
import { type CaseDetail, getDraft, recordReport } from '../../api/cases.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { FieldRow, TextField } from '../../components/fields.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { saveText } from '../../components/save-text.js';
import { Toggles } from '../../components/toggles.js';
import { useMessages } from '../../i18n/messages.js';
import { fromWallClock, toWallClock } from '../../i18n/zoned-time.js';
import { useSession } from '../../state/session.js';
import { isPending } from './clock-mark.js';
import { useCaseChange } from './use-case-change.js';

interface ReportProps {
  detail: CaseDetail;
  clock: CaseClock;
  onClose(): void;
}

type ReportLanguage = 'de' | 'en';

function DraftPart({
  draft,
  text,
  fileName,
  onChange,
}: {
  draft: ReportDraft;
  text: string;
  fileName: string;
  onChange(text: string): void;
}) {
  const { t } = useMessages();
  const [copied, setCopied] = useState(false);
  const facts = `${JSON.stringify({ ...draft.facts, text }, null, 2)}\n`;
  return (
    <>
      <TextField
        label={t('cases.draft')}
        hint={t('cases.draft_hint')}
        rows={14}
        maxLength={100_000}
        value={text}
        onChange={(next) => {
          setCopied(false);
          onChange(next);
        }}
      />
      <div className="gw-triage">
        <Button
          small
          icon={copied ? 'check' : 'copy'}
          label={t(copied ? 'action.copied' : 'action.copy')}
          onPress={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
        />
        <Button
          small
          icon="download"
          label={t('cases.save_txt')}
          onPress={() => saveText(text, `${fileName}.txt`)}
        />
        <Button
          small
          icon="download"
          label={t('cases.save_json')}
          onPress={() => saveText(facts, `${fileName}.json`, 'application/json')}
        />
      </div>
    </>
  );
}

function ReportForm({ detail, clock, onClose }: ReportProps) {
  const { t, language } = useMessages();
  const { user } = useSession();
  const [inLanguage, setLanguage] = useState<ReportLanguage>(language);
  const [typed, setTyped] = useState<Partial<Record<ReportLanguage, string>>>({});
  const [opened] = useState(() => new Date().toISOString());
  const [facts, setFacts] = useState({
    submitted: toWallClock(opened),
    submitted_by: user?.username ?? '',
    recipient: clock.recipient,
    channel: '',
    receipt: '',
    late_reason: '',
  });
  const [checked, setChecked] = useState(false);
  const { duty, step } = clock;
  const draft = useQuery({
    queryKey: ['cases', 'draft', detail.case.id, duty, step, inLanguage],
    queryFn: ({ signal }) => getDraft(detail.case.id, { duty, step, language: inLanguage }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const text = typed[inLanguage] ?? draft.data?.text ?? '';
  const submitted = fromWallClock(facts.submitted, opened);
  const isLate =
    isPending(clock) && clock.due_at !== null && submitted !== undefined && submitted > clock.due_at;
  const needsReason = isLate && (duty === 'gdpr33' || duty === 'bsig32');
  const isMissing =
    submitted === undefined ||
    facts.submitted_by.trim() === '' ||
    facts.recipient.trim() === '' ||
    (needsReason && facts.late_reason.trim() === '');
  const record = useCaseChange((body: NewCaseReport) => recordReport(detail.case.id, body), onClose);
  const bind = (name: keyof typeof facts) => ({
    value: facts[name],
    onChange: (value: string) => setFacts({ ...facts, [name]: value }),
  });
  const required = (value: string) => (checked && value.trim() === '' ? t('targets.required') : undefined);
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (isMissing || submitted === undefined) return;
        const { submitted: _wall, ...rest } = facts;
        record.mutate({ duty, step, ...rest, submitted_at: submitted, content: text });
      }}
    >
      {draft.error ? <ErrorNotice error={draft.error} onRetry={() => void draft.refetch()} /> : null}
      <div>
        <Toggles<ReportLanguage>
          single
          label={t('cases.draft_language')}
          options={[
            { value: 'de', label: t('cases.language_de') },
            { value: 'en', label: t('cases.language_en') },
          ]}
          selected={[inLanguage]}
          onChange={([next]) => next && setLanguage(next)}
        />
      </div>
      {draft.data ? (
        <DraftPart
          draft={draft.data}
          text={text}
          fileName={`${detail.case.key}-${step}`}
          onChange={(next) => setTyped({ ...typed, [inLanguage]: next })}
        />
      ) : (
        <Loading rows={6} />
      )}
      <h3 className="gw-panel__subtitle">{t('cases.record_title')}</h3>
      <p className="gw-field__hint">{t('cases.record_hint')}</p>
      <FieldRow>
        <TextField
          type="datetime-local"
          label={t('cases.submitted_at')}
          error={checked && submitted === undefined ? t('targets.required') : undefined}
          {...bind('submitted')}
        />
        <TextField
          label={t('cases.submitted_by')}
          maxLength={200}
          error={required(facts.submitted_by)}
          {...bind('submitted_by')}
        />
      </FieldRow>
      <FieldRow>
        <TextField
          label={t('cases.recipient')}
          maxLength={300}
          error={required(facts.recipient)}
          {...bind('recipient')}
        />
        <TextField label={t('cases.channel')} maxLength={200} {...bind('channel')} />
        <TextField label={t('cases.receipt')} maxLength={200} {...bind('receipt')} />
      </FieldRow>
      {isLate ? (
        <TextField
          label={t('cases.late_reason')}
          hint={t('cases.late_hint')}
          rows={2}
          maxLength={4000}
          error={needsReason ? required(facts.late_reason) : undefined}
          {...bind('late_reason')}
        />
      ) : null}
      {record.error ? <ErrorNotice error={record.error} /> : null}
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('cases.record')} isPending={record.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** A report's text from its template, and the record of who sent it to whom; undefined closes it. */
export function ReportDialog({
  clock,
  ...rest
}: Omit<ReportProps, 'clock'> & { clock: CaseClock | undefined }) {
  const { language } = useMessages();
  return (
    <Dialog wide title={clock?.name[language] ?? ''} isOpen={clock !== undefined} onClose={rest.onClose}>
      {clock ? <ReportForm clock={clock} {...rest} /> : null}
    </Dialog>
  );
}
