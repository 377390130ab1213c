import type { TargetObjectType } from '../../../server/contract/isms.js';
import type { ImportField, ImportReport, Mapping } from '../../../server/contract/structure-import.js';
import { SelectField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';
import { types } from './draft.js';
import { importFields } from './import-fields.js';

interface ImportMappingProps {
  report: ImportReport;
  defaultType: TargetObjectType | 'none';
  onMapping(mapping: Mapping): void;
  onDefaultType(type: TargetObjectType | 'none'): void;
}

/** Which column of the file holds which field; guessed from the headers, to be changed here. */
export function ImportMapping({ report, defaultType, onMapping, onDefaultType }: ImportMappingProps) {
  const { t } = useMessages();
  const change = (field: ImportField, column: string) => {
    const { [field]: _before, ...others } = report.mapping;
    onMapping(column === '' ? others : { ...others, [field]: Number(column) });
  };
  const columns = report.columns.map((header, at) => ({
    value: String(at),
    label: header.trim() || t('import.column', { number: at + 1 }),
  }));
  return (
    <section className="gw-panel" aria-labelledby="import-mapping">
      <h2 id="import-mapping" className="gw-panel__title">
        {t('import.mapping')}
      </h2>
      <div className="gw-mapping">
        {importFields.map((field) => (
          <SelectField
            key={field}
            label={t(`import.field.${field}`)}
            value={String(report.mapping[field] ?? '')}
            options={[{ value: '', label: t('import.no_column') }, ...columns]}
            onChange={(column) => change(field, column)}
          />
        ))}
        <SelectField
          label={t('import.default_type')}
          value={defaultType}
          options={[
            { value: 'none' as const, label: t('import.no_default') },
            ...types.map((value) => ({ value, label: t(`target_type.${value}`) })),
          ]}
          onChange={onDefaultType}
        />
      </div>
    </section>
  );
}
