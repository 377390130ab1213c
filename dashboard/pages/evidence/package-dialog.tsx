import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { AuditPackageOrder } from '../../../server/contract/evidence.js';
import type { ReportLanguage } from '../../../server/contract/report.js';
import { orderAuditPackage } from '../../api/evidence.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { today as todayHere } from '../../i18n/zoned-time.js';
import { useEvidenceChanged } from './use-evidence-changed.js';

const formats = ['pdf', 'xlsx', 'json', 'none'] as const;
type ReportFormat = (typeof formats)[number];
const documents = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'soa'];

/** The reference documents and the Statement of Applicability. */
const reportsAs = (format: ReportFormat, language: ReportLanguage): AuditPackageOrder['reports'] =>
  format === 'none' ? [] : documents.map((name) => ({ name, format, language }));

/** Asks what an audit package is to cover, and orders it. */
export function PackageForm({ domain, onClose }: { domain: DomainRef; onClose(): void }) {
  const { t, language } = useMessages();
  const changed = useEvidenceChanged();
  const today = todayHere();
  const [draft, setDraft] = useState({ from: `${today.slice(0, 4)}-01-01`, to: today, earlier: '' });
  const [format, setFormat] = useState<ReportFormat>('pdf');
  const make = useMutation({
    async mutationFn() {
      const { from, to, earlier } = draft;
      const order: AuditPackageOrder = { from, to, reports: reportsAs(format, language) };
      if (earlier !== '') order.earlier = Number(earlier);
      await orderAuditPackage(domain, order);
    },
    onSuccess() {
      changed();
      onClose();
    },
  });
  const isWrong = draft.from === '' || draft.to < draft.from;
  const bind = (name: keyof typeof draft) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWrong) make.mutate();
      }}
    >
      <p>{t('evidence.package_text')}</p>
      {make.error ? <ErrorNotice error={make.error} /> : null}
      <FieldRow>
        <TextField label={t('evidence.package_from')} type="date" {...bind('from')} />
        <TextField
          label={t('evidence.package_to')}
          type="date"
          error={isWrong ? t('evidence.package_wrong') : undefined}
          {...bind('to')}
        />
      </FieldRow>
      <SelectField
        label={t('evidence.package_reports')}
        value={format}
        options={formats.map((value) => ({
          value,
          label: value === 'none' ? t('evidence.package_reports_none') : t(`report.formats.${value}`),
        }))}
        onChange={(value) => setFormat(value)}
      />
      <TextField
        label={t('evidence.package_earlier')}
        hint={t('evidence.package_earlier_hint')}
        inputMode="numeric"
        {...bind('earlier')}
        onChange={(value) => setDraft({ ...draft, earlier: value.replace(/\D/g, '').slice(0, 15) })}
      />
      <div className="gw-form__actions">
        <Button
          type="submit"
          variant="primary"
          label={t('evidence.package_make')}
          isPending={make.isPending}
        />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
