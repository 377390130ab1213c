import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useNavigate } from 'react-router';
import type { TargetObjectType } from '../../../server/contract/isms.js';
import type { Mapping } from '../../../server/contract/structure-import.js';
import { base64Of } from '../../api/base64.js';
import { type ImportCall, importTargetObjects } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useStructureChanged } from '../structure/use-structure.js';
import { ImportMapping } from './import-mapping.js';
import { ImportPreview } from './import-preview.js';
import { rememberedMapping, rememberMapping } from './mapping-memory.js';

interface Chosen {
  name: string;
  /** Base64. */
  content: string;
}

const accepted = ['.csv', '.txt', '.xlsx', 'text/csv'];

/** Target objects from a spreadsheet: choose the file, check the columns and what would change, then store it. */
export default function ImportPage() {
  const { t, plural } = useMessages();
  const navigate = useNavigate();
  const choice = useDomain();
  const changed = useStructureChanged();
  const [file, setFile] = useState<Chosen>();
  const [defaultType, setDefaultType] = useState<TargetObjectType | 'none'>('none');
  const [skipWrong, setSkipWrong] = useState(false);
  const call = (more: Pick<ImportCall, 'dry_run'> & Partial<ImportCall>) =>
    importTargetObjects(choice.ref!, {
      content: file?.content ?? '',
      ...(defaultType === 'none' ? {} : { default_type: defaultType }),
      ...more,
    });
  const trial = useMutation({
    mutationFn: call,
    onSuccess(tried, { mapping, ...more }) {
      if (mapping !== undefined) {
        rememberMapping(tried.columns, mapping);
        return;
      }
      const known = rememberedMapping(tried.columns);
      if (known && JSON.stringify(known) !== JSON.stringify(tried.mapping)) {
        trial.mutate({ ...more, mapping: known });
      }
    },
  });
  const store = useMutation({
    mutationFn: call,
    onSuccess(report) {
      changed();
      if (report.stored) void navigate('/target-objects');
    },
  });
  const report = store.data ?? trial.data;
  const tryOut = (more: Partial<ImportCall>) => {
    store.reset();
    trial.mutate({ dry_run: true, ...more });
  };
  const choose = async (files: FileList | null) => {
    const [first] = files ?? [];
    if (first === undefined) return;
    const chosen = { name: first.name, content: await base64Of(first) };
    setFile(chosen);
    tryOut({ content: chosen.content });
  };
  const error = choice.error ?? trial.error ?? store.error;
  const wrong = report?.counts.wrong ?? 0;
  const right = report ? report.counts.create + report.counts.change : 0;
  const blocked = report?.problems.some(({ row }) => row === null) === true;

  return (
    <Page
      title={t('import.title')}
      term="strukturanalyse"
      back={<BackLink to="/target-objects">{t('targets.title')}</BackLink>}
      actions={<DomainSelect choice={choice} />}
    >
      <p className="gw-lead">{t('import.lead')}</p>
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
                isDisabled={choice.ref === undefined}
                isPending={trial.isPending}
              />
            </FileTrigger>
            {file ? (
              <span>
                {file.name}
                {report ? <span className="gw-muted"> ({report.form})</span> : null}
              </span>
            ) : (
              <span className="gw-muted">{t('import.limits')}</span>
            )}
          </div>
        </section>
        {error ? <ErrorNotice error={error} /> : null}
        {report ? (
          <>
            <ImportMapping
              report={report}
              defaultType={defaultType}
              onMapping={(mapping: Mapping) => tryOut({ mapping })}
              onDefaultType={(type) => {
                setDefaultType(type);
                tryOut({ mapping: report.mapping, ...(type === 'none' ? {} : { default_type: type }) });
              }}
            />
            <ImportPreview report={report} />
            {wrong > 0 && !blocked ? (
              <Notice tone="warning" title={plural('import.wrong_title', wrong)}>
                <p>{t('import.wrong_text')}</p>
                <Switch label={t('import.skip_wrong')} isSelected={skipWrong} onChange={setSkipWrong} />
              </Notice>
            ) : null}
            <div className="gw-form__actions">
              <Button
                variant="primary"
                label={plural('import.store', right)}
                isDisabled={blocked || right + report.counts.relations === 0 || (wrong > 0 && !skipWrong)}
                isPending={store.isPending}
                onPress={() =>
                  store.mutate({ dry_run: false, mapping: report.mapping, skip_wrong: skipWrong })
                }
              />
            </div>
          </>
        ) : null}
      </div>
    </Page>
  );
}
