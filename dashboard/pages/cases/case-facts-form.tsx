import type { CaseCategory, CaseSeverity, PersonalData } from '../../../server/contract/case.js';
import { caseSeverities } from '../../components/case-severities.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';
import { caseCategories, personalDataStates } from './case-words.js';

export interface CaseDraft {
  title: string;
  summary: string;
  severity: CaseSeverity;
  category: CaseCategory;
  personal_data: PersonalData;
  lead: string;
}

/** The fields of what is said of a case. */
export function CaseFacts({
  draft,
  checked,
  onChange,
}: {
  draft: CaseDraft;
  checked: boolean;
  onChange(draft: CaseDraft): void;
}) {
  const { t } = useMessages();
  return (
    <>
      <TextField
        label={t('cases.name')}
        value={draft.title}
        maxLength={300}
        autoFocus
        onChange={(title) => onChange({ ...draft, title })}
        error={checked && draft.title.trim() === '' ? t('cases.name_missing') : undefined}
      />
      <TextField
        label={t('cases.summary')}
        hint={t('cases.summary_hint')}
        rows={4}
        maxLength={8000}
        value={draft.summary}
        onChange={(summary) => onChange({ ...draft, summary })}
      />
      <FieldRow>
        <SelectField<CaseSeverity>
          label={t('cases.severity')}
          value={draft.severity}
          options={caseSeverities.map((value) => ({ value, label: t(`cases.severities.${value}`) }))}
          onChange={(severity) => onChange({ ...draft, severity })}
        />
        <SelectField<CaseCategory>
          label={t('cases.category')}
          value={draft.category}
          options={caseCategories.map((value) => ({ value, label: t(`cases.categories.${value}.name`) }))}
          onChange={(category) => onChange({ ...draft, category })}
        />
      </FieldRow>
      <FieldRow>
        <SelectField<PersonalData>
          label={t('cases.personal_data')}
          value={draft.personal_data}
          options={personalDataStates.map((value) => ({ value, label: t(`cases.personal.${value}`) }))}
          onChange={(personal_data) => onChange({ ...draft, personal_data })}
        />
        <TextField
          label={t('cases.lead')}
          maxLength={200}
          value={draft.lead}
          onChange={(lead) => onChange({ ...draft, lead })}
        />
      </FieldRow>
    </>
  );
}
