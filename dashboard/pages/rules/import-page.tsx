import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useSearchParams } from 'react-router';
import { getImportSources, reviewRules, undoImport } from '../../api/rule-imports.js';
import { Button } from '../../components/button.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { ImportReview } from './import-review.js';
import { tenantSearch, useTenant } from './tenant-select.js';

/** Another edition of a rule set: read it, look at the differences, take over what is wanted, as one act. */
export default function RuleImportPage() {
  const { t, plural } = useMessages();
  const tenant = useTenant();
  const queries = useQueryClient();
  const [parameters] = useSearchParams();
  const [set, setSet] = useState(parameters.get('set') ?? 'sigmahq');
  const [folder, setFolder] = useState('');
  const sources = useQuery({
    queryKey: ['rule-import-sources'],
    queryFn: ({ signal }) => getImportSources(signal),
  });
  const [applied, setApplied] = useState<{ set: string; rules: number }>();
  const review = useMutation({
    mutationFn: (source: File | string) => reviewRules(set.trim(), source),
    onMutate: () => {
      setApplied(undefined);
      undo.reset();
    },
  });
  const undo = useMutation({
    mutationFn: (name: string) => undoImport(name),
    onSuccess: async () => {
      setApplied(undefined);
      await queries.invalidateQueries({ queryKey: ['rules'] });
    },
  });
  const error = review.error ?? undo.error;
  return (
    <Page
      title={t('rules.import.title')}
      back={
        <BackLink to={`/rules?tab=sets${tenantSearch(tenant).replace('?', '&')}`}>
          {t('rules.title')}
        </BackLink>
      }
    >
      <div className="gw-stack">
        <p className="gw-lead gw-lead--tab">{t('rules.import.lead')}</p>
        <section className="gw-panel gw-form" aria-labelledby="import-source">
          <h2 id="import-source" className="gw-panel__title">
            {t('rules.import.source')}
          </h2>
          <FieldRow>
            <TextField
              label={t('rules.import.set')}
              hint={t('rules.import.set_hint')}
              value={set}
              onChange={setSet}
              maxLength={63}
            />
            {sources.data && sources.data.length > 0 ? (
              <SelectField
                label={t('rules.import.folder')}
                value={folder}
                options={[
                  { value: '', label: t('rules.import.no_folder') },
                  ...sources.data.map((value) => ({ value, label: value })),
                ]}
                onChange={setFolder}
              />
            ) : null}
          </FieldRow>
          <div className="gw-toolbar">
            <FileTrigger
              acceptedFileTypes={['.zip', 'application/zip']}
              onSelect={(files) => {
                const file = files?.[0];
                if (file) review.mutate(file);
              }}
            >
              <Button
                variant="primary"
                label={t('rules.import.choose')}
                isDisabled={set.trim() === ''}
                isPending={review.isPending}
              />
            </FileTrigger>
            {folder === '' ? null : (
              <Button
                label={t('rules.import.review_folder', { name: folder })}
                isDisabled={set.trim() === '' || review.isPending}
                onPress={() => review.mutate(folder)}
              />
            )}
            <span className="gw-muted">{t('rules.import.limits')}</span>
          </div>
        </section>
        {error ? <ErrorNotice error={error} /> : null}
        {undo.data ? <Notice tone="success" title={plural('rules.import.undone', undo.data.rules)} /> : null}
        {applied ? (
          <Notice tone="success" title={plural('rules.import.applied', applied.rules)}>
            <Button
              small
              label={t('rules.import.undo')}
              isPending={undo.isPending}
              onPress={() => undo.mutate(applied.set)}
            />
          </Notice>
        ) : null}
        {review.data && !applied && !undo.data ? (
          <ImportReview
            key={review.data.id}
            review={review.data}
            onApplied={(name, rules) => setApplied({ set: name, rules })}
          />
        ) : null}
      </div>
    </Page>
  );
}
