import { useMutation } from '@tanstack/react-query';
import type { Case } from '../../../server/contract/case.js';
import { getCaseReport } from '../../api/cases.js';
import { useAnnounce } from '../../components/announcer.js';
import { Button } from '../../components/button.js';
import { ErrorNotice } from '../../components/notice.js';
import { saveText } from '../../components/save-text.js';
import { useMessages } from '../../i18n/messages.js';

const languages = ['de', 'en'] as const;

/** Gives the user all that is kept of a case as a PDF, in either language. */
export function ReportPanel({ item }: { item: Case }) {
  const { t } = useMessages();
  const announce = useAnnounce();
  const make = useMutation({
    mutationFn: (language: (typeof languages)[number]) => getCaseReport(item.id, language),
    onSuccess(bytes, language) {
      saveText(bytes, t(`cases.report_file.${language}`, { key: item.key }), 'application/pdf');
      announce(t('cases.report_made'));
    },
  });
  return (
    <section className="gw-panel" aria-labelledby="case-report">
      <h2 id="case-report" className="gw-panel__title">
        {t('cases.case_report')}
      </h2>
      <p className="gw-muted">{t('cases.report_text')}</p>
      {make.error ? <ErrorNotice error={make.error} /> : null}
      <div className="gw-triage">
        {languages.map((language) => (
          <Button
            key={language}
            small
            icon="download"
            label={t(`cases.report_in.${language}`)}
            isPending={make.isPending && make.variables === language}
            isDisabled={make.isPending && make.variables !== language}
            onPress={() => make.mutate(language)}
          />
        ))}
      </div>
    </section>
  );
}
