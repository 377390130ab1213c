import { useMutation } from '@tanstack/react-query';
import { FileTrigger } from 'react-aria-components';
import { uploadEvidenceFile } from '../../api/evidence.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import type { EvidenceDraft } from './evidence-draft.js';

interface FileFieldProps {
  domain: DomainRef;
  file: EvidenceDraft['file'];
  /** The form was sent without a file. */
  isMissing: boolean;
  onUploaded(file: NonNullable<EvidenceDraft['file']>): void;
}

/** Chooses a file, which is uploaded at once. */
export function FileField({ domain, file, isMissing, onUploaded }: FileFieldProps) {
  const { t, number } = useMessages();
  const upload = useMutation({
    mutationFn: async (chosen: File) => ({
      ...(await uploadEvidenceFile(domain, chosen)),
      name: chosen.name,
    }),
    onSuccess: onUploaded,
  });
  return (
    <div className="gw-field">
      <span className="gw-field__label">{t('evidence.file')}</span>
      <div className="gw-toolbar">
        <FileTrigger
          onSelect={(files) => {
            const chosen = files?.[0];
            if (chosen) upload.mutate(chosen);
          }}
        >
          <Button small label={t('evidence.file_choose')} isPending={upload.isPending} />
        </FileTrigger>
        {file ? (
          <span>
            {file.name}{' '}
            <span className="gw-muted">
              {t('evidence.file_size', { size: number(Math.ceil(file.size / 1024)) })}
            </span>
          </span>
        ) : null}
      </div>
      {isMissing && !file ? <p className="gw-field__error">{t('evidence.file_missing')}</p> : null}
      {upload.error ? <ErrorNotice error={upload.error} /> : null}
    </div>
  );
}
