import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type EventSearch, type ExportFormat, exportAddress } from '../../api/events.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { RadioField, SelectField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';
import { histogramQuery } from './histogram-query.js';

const limits = ['1000', '10000', '100000'] as const;

interface ExportDialogProps {
  search: EventSearch;
  /** Field that the histogram tells apart: its count is that of the events found. */
  by: string;
  columns: readonly string[];
}

/** Takes the events found away as a file. */
export function ExportDialog({ search, by, columns }: ExportDialogProps) {
  const { t, number, plural } = useMessages();
  const [open, setOpen] = useState(false);
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [limit, setLimit] = useState<(typeof limits)[number]>('10000');
  const { data } = useQuery({ ...histogramQuery(search, by), enabled: open });
  const found = data?.total;
  const shown = columns.length > 0 ? ['@timestamp', ...columns] : [];
  return (
    <>
      <Button small variant="tertiary" label={t('events.export')} onPress={() => setOpen(true)} />
      <Dialog title={t('events.export')} isOpen={open} onClose={() => setOpen(false)}>
        <div className="gw-form">
          <RadioField<ExportFormat>
            label={t('events.export.format')}
            value={format}
            options={[
              { value: 'csv', label: 'CSV', hint: t('events.export.csv') },
              { value: 'ndjson', label: 'NDJSON', hint: t('events.export.ndjson') },
            ]}
            onChange={setFormat}
          />
          <SelectField<(typeof limits)[number]>
            label={t('events.export.limit')}
            value={limit}
            options={limits.map((value) => ({ value, label: number(Number(value)) }))}
            onChange={setLimit}
          />
          {found === undefined ? null : (
            <p role="status">
              {found > Number(limit)
                ? t('events.export.cut', { count: number(found), limit: number(Number(limit)) })
                : plural('events.export.whole', found)}
            </p>
          )}
          <p className="gw-muted">{t('events.export.note')}</p>
          <a
            className="kern-btn kern-btn--primary gw-btn"
            href={exportAddress(search, format, Number(limit), shown)}
            download
            onClick={() => setOpen(false)}
          >
            <span className="kern-label">{t('events.export.download')}</span>
          </a>
        </div>
      </Dialog>
    </>
  );
}
