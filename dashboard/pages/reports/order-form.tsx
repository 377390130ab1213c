import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type {
  ExportFormat,
  ExportKind,
  ExportOption,
  ReportLanguage,
} from '../../../server/contract/report.js';
import { orderExport } from '../../api/reports.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { SaveFault } from '../../components/save-fault.js';
import { useMessages } from '../../i18n/messages.js';
import { AlertField, ObjectField } from './option-fields.js';

/** What A.0 to A.6 are called in lists: `A.4 Results of ...`. */
export function titleOf({ name, title }: ExportKind, language: ReportLanguage): string {
  const code = /^a(\d)$/.exec(name)?.[1];
  return code === undefined ? title[language] : `A.${code} ${title[language]}`;
}

interface OrderFormProps {
  domain: DomainRef;
  kinds: readonly ExportKind[];
  /** Name of the kind that a link elsewhere asks for. */
  wanted: string | null;
}

/** Chooses what is made, of what part, in which language and format. */
export function OrderForm({ domain, kinds, wanted }: OrderFormProps) {
  const { t, language } = useMessages();
  const queries = useQueryClient();
  const [draft, setDraft] = useState({
    name: (kinds.find(({ name }) => name === wanted) ?? kinds[0])?.name ?? '',
    format: 'pdf' as ExportFormat,
    language: language as ReportLanguage,
  });
  const [options, setOptions] = useState<Partial<Record<ExportOption, string>>>({});
  const [checked, setChecked] = useState(false);
  const kind = kinds.find(({ name }) => name === draft.name) ?? kinds[0];
  const order = useMutation({
    mutationFn: () => orderExport(domain, { ...draft, format, options: chosen }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['reports', 'exports'] }),
  });
  if (kind === undefined) return null;
  const format = kind.formats.includes(draft.format) ? draft.format : kind.formats[0]!;
  const takes = (option: ExportOption): boolean => kind.takes.includes(option);
  const chosen = Object.fromEntries(
    Object.entries(options).filter(([option, value]) => takes(option as ExportOption) && value.trim() !== ''),
  );
  const missing = kind.needs.some((option) => chosen[option] === undefined);
  const wrongPeriod = chosen['from'] !== undefined && (chosen['until'] ?? '9999') < chosen['from'];
  const bind = (option: ExportOption) => ({
    value: options[option] ?? '',
    onChange: (value: string) => setOptions({ ...options, [option]: value }),
  });
  const isNeeded = (option: ExportOption): boolean => kind.needs.includes(option);
  return (
    <Form
      className="gw-form gw-panel"
      aria-label={t('report.order')}
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!missing && !wrongPeriod) order.mutate();
      }}
    >
      <SaveFault error={order.error} />
      <FieldRow>
        <SelectField
          label={t('report.name')}
          value={draft.name}
          options={kinds.map((each) => ({ value: each.name, label: titleOf(each, language) }))}
          onChange={(name) => setDraft({ ...draft, name })}
        />
        <SelectField
          label={t('report.format')}
          value={format}
          options={kind.formats.map((value) => ({ value, label: t(`report.formats.${value}`) }))}
          onChange={(value) => setDraft({ ...draft, format: value })}
        />
        <SelectField
          label={t('report.language')}
          value={draft.language}
          options={(['de', 'en'] as const).map((value) => ({ value, label: t(`report.languages.${value}`) }))}
          onChange={(value) => setDraft({ ...draft, language: value })}
        />
      </FieldRow>
      {kind.takes.length > 0 ? (
        <FieldRow>
          {takes('baustein') ? (
            <TextField
              label={t('report.baustein')}
              hint={t('report.baustein_hint')}
              maxLength={40}
              {...bind('baustein')}
            />
          ) : null}
          {takes('target_object') ? (
            <ObjectField
              domain={domain.domain}
              isNeeded={isNeeded('target_object')}
              {...bind('target_object')}
            />
          ) : null}
          {takes('alert') ? <AlertField tenant={domain.tenant} {...bind('alert')} /> : null}
          {takes('from') ? (
            <TextField
              label={t('report.from')}
              hint={t('report.period_hint')}
              type="date"
              {...bind('from')}
            />
          ) : null}
          {takes('until') ? (
            <TextField
              label={t('report.until')}
              hint={t('report.period_hint')}
              type="date"
              error={checked && wrongPeriod ? t('report.period_wrong') : undefined}
              {...bind('until')}
            />
          ) : null}
        </FieldRow>
      ) : null}
      <div className="gw-form__actions">
        <Button
          type="submit"
          variant="primary"
          icon="reports"
          label={t('report.make')}
          isDisabled={missing}
          isPending={order.isPending}
        />
      </div>
    </Form>
  );
}
