import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import type { InstallReport } from '../../../server/contract/catalog.js';
import { installCatalog } from '../../api/catalogs.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';
import { useWording } from '../../i18n/use-fault-lines.js';

const figureNames = [
  'bausteine',
  'requirements',
  'withdrawn',
  'sub_requirements',
  'threats',
  'groups',
  'controls',
  'pairs',
  'components',
] as const;
const shownNotes = 6;

function Report({ report }: { report: InstallReport }) {
  const { t, number, plural } = useMessages();
  const word = useWording(report.notes.length > 0);
  return (
    <>
      <Notice
        tone="success"
        title={t(report.installed ? 'catalogs.installed' : 'catalogs.installed_before', {
          title: report.title,
        })}
      />
      <dl className="gw-facts">
        {figureNames.map((name) =>
          report.figures[name] === undefined ? null : (
            <div key={name} className="gw-facts__row">
              <dt>{t(`catalogs.figure.${name}`)}</dt>
              <dd>{number(report.figures[name])}</dd>
            </div>
          ),
        )}
      </dl>
      {report.notes.length > 0 ? (
        <Notice tone="info" title={plural('catalogs.notes', report.notes.length)}>
          <ul className="gw-notes">
            {report.notes.slice(0, shownNotes).map(({ pointer, what, said = { message: what } }) => {
              const { text, lang } = word(said);
              return (
                <li key={`${pointer} ${what}`}>
                  <span className="gw-mono">{pointer}</span>: <span lang={lang}>{text}</span>
                </li>
              );
            })}
          </ul>
        </Notice>
      ) : null}
    </>
  );
}

/** Takes an official file, sends it, and tells what came of it. */
export function InstallDialog({ onClose }: { onClose(): void }) {
  const { t, number } = useMessages();
  const queries = useQueryClient();
  const [file, setFile] = useState<File>();
  const [incomplete, setIncomplete] = useState(false);
  const [sent, setSent] = useState(0);
  const install = useMutation({
    mutationFn: (chosen: File) => installCatalog({ file: chosen, incomplete, onSent: setSent }),
    onSuccess: () => queries.invalidateQueries(),
  });
  const percent = Math.round(sent * 100);
  return (
    <Dialog title={t('catalogs.install')} isOpen onClose={onClose} wide>
      <form
        className="gw-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (file) install.mutate(file);
        }}
      >
        {install.data ? (
          <Report report={install.data} />
        ) : (
          <>
            <p>{t('catalogs.install_text')}</p>
            <div className="gw-field">
              <span className="gw-field__label">{t('catalogs.file')}</span>
              <div className="gw-toolbar">
                <FileTrigger
                  acceptedFileTypes={['.xml', '.json']}
                  onSelect={(files) => {
                    setFile(files?.[0]);
                    install.reset();
                  }}
                >
                  <Button small label={t('evidence.file_choose')} isDisabled={install.isPending} />
                </FileTrigger>
                {file?.name}
              </div>
            </div>
            <Switch label={t('catalogs.incomplete')} isSelected={incomplete} onChange={setIncomplete} />
          </>
        )}
        {install.isPending ? (
          <div role="status" className="gw-progress">
            <progress
              max={100}
              {...(percent < 100 ? { value: percent } : {})}
              aria-label={t('catalogs.progress')}
            />
            <span>
              {percent < 100 ? t('catalogs.sending', { percent: number(percent) }) : t('catalogs.checking')}
            </span>
          </div>
        ) : null}
        {install.error ? <ErrorNotice error={install.error} /> : null}
        <div className="gw-form__actions">
          {install.data ? (
            <Button variant="primary" label={t('action.done')} onPress={onClose} />
          ) : (
            <>
              <Button
                variant="primary"
                type="submit"
                label={t('catalogs.install')}
                isDisabled={file === undefined || install.isPending}
              />
              <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
            </>
          )}
        </div>
      </form>
    </Dialog>
  );
}
