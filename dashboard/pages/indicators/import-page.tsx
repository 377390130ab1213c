import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FileTrigger, Form } from 'react-aria-components';
import { useNavigate } from 'react-router';
import type { IndicatorImportRequest } from '../../../server/contract/indicator.js';
import { base64Of } from '../../api/base64.js';
import { getIndicatorLists, importIndicators } from '../../api/indicators.js';
import { Button } from '../../components/button.js';
import { SelectField } from '../../components/fields.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';
import { tenantSearch, useTenant } from '../rules/tenant-select.js';
import { ImportReport } from './import-report.js';
import { draftOf, inputOf } from './list-draft.js';
import { ListFields } from './list-fields.js';

const accepted = ['.csv', '.txt', '.json', 'text/csv', 'application/json'];

/** A list of indicators from a file: choose it, look at how it was understood, then store it. */
export default function IndicatorImportPage() {
  const { t, number, plural } = useMessages();
  const tenant = useTenant();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [file, setFile] = useState<{ name: string; content: string }>();
  const [draft, setDraft] = useState(() => draftOf(undefined));
  const [replace, setReplace] = useState('');
  const [skipWrong, setSkipWrong] = useState(false);
  const [checked, setChecked] = useState(false);
  const lists = useQuery({
    queryKey: ['indicators', tenant],
    queryFn: ({ signal }) => getIndicatorLists(tenant, signal),
  });
  const call = (more: Pick<IndicatorImportRequest, 'dry_run' | 'content'>) =>
    importIndicators(tenant, {
      ...more,
      // A trial needs no name yet.
      list: inputOf(more.dry_run ? { ...draft, name: '-' } : draft),
      ...(replace === '' ? {} : { replace }),
      skip_wrong: skipWrong,
    });
  const trial = useMutation({ mutationFn: (content: string) => call({ content, dry_run: true }) });
  const store = useMutation({
    mutationFn: () => call({ content: file!.content, dry_run: false }),
    async onSuccess({ list }) {
      await queries.invalidateQueries({ queryKey: ['indicators'] });
      if (list) void navigate(`/indicators/${list.id}${tenantSearch(tenant)}`);
    },
  });
  const choose = async (files: FileList | null) => {
    const [first] = files ?? [];
    if (first === undefined) return;
    const content = await base64Of(first);
    setFile({ name: first.name, content });
    if (draft.name.trim() === '') setDraft({ ...draft, name: first.name.replace(/\.[^.]+$/, '') });
    store.reset();
    trial.mutate(content);
  };
  const report = trial.data;
  const error = trial.error ?? store.error;
  const stopped = report !== undefined && report.wrong > 0 && !skipWrong;

  return (
    <Page
      title={t('indicators.import.title')}
      back={<BackLink to={`/indicators${tenantSearch(tenant)}`}>{t('indicators.title')}</BackLink>}
    >
      <p className="gw-lead">{t('indicators.import.lead')}</p>
      <div className="gw-stack">
        <section className="gw-panel" aria-labelledby="import-file">
          <h2 id="import-file" className="gw-panel__title">
            {t('import.file')}
          </h2>
          <div className="gw-toolbar">
            <FileTrigger acceptedFileTypes={accepted} onSelect={(files) => void choose(files)}>
              <Button
                variant={file ? 'secondary' : 'primary'}
                label={t('import.choose')}
                isPending={trial.isPending}
              />
            </FileTrigger>
            {file ? (
              <span>
                {file.name}
                {report ? <span className="gw-muted"> ({t(`indicators.form.${report.form}`)})</span> : null}
              </span>
            ) : (
              <span className="gw-muted">{t('indicators.import.limits')}</span>
            )}
          </div>
        </section>
        {error ? <ErrorNotice error={error} /> : null}
        {report ? <ImportReport report={report} /> : null}
        {report && report.wrong > 0 ? (
          <Notice tone="warning" title={plural('import.wrong_title', report.wrong)}>
            <p>{t('import.wrong_text')}</p>
            <Switch
              label={t('indicators.import.skip_wrong')}
              isSelected={skipWrong}
              onChange={setSkipWrong}
            />
          </Notice>
        ) : null}
        {report && report.indicators > 0 ? (
          <section className="gw-panel" aria-labelledby="import-list">
            <h2 id="import-list" className="gw-panel__title">
              {t('indicators.list')}
            </h2>
            <Form
              className="gw-form"
              onSubmit={(event) => {
                event.preventDefault();
                setChecked(true);
                if (draft.name.trim() !== '' && !stopped) store.mutate();
              }}
            >
              {lists.data && lists.data.items.length > 0 ? (
                <SelectField
                  label={t('indicators.import.replace')}
                  value={replace}
                  options={[
                    { value: '', label: t('indicators.import.new_list') },
                    ...lists.data.items.map(({ id, name }) => ({ value: id, label: name })),
                  ]}
                  onChange={(id) => {
                    setReplace(id);
                    const list = lists.data.items.find((each) => each.id === id);
                    if (list) setDraft(draftOf(list));
                  }}
                />
              ) : null}
              <ListFields draft={draft} onChange={setDraft} checked={checked} />
              <div className="gw-form__actions">
                <Button
                  type="submit"
                  variant="primary"
                  label={t('indicators.import.store', { count: number(report.indicators) })}
                  isDisabled={stopped}
                  isPending={store.isPending}
                />
              </div>
            </Form>
          </section>
        ) : null}
      </div>
    </Page>
  );
}
