import type { Sentence } from '../../../server/contract/fault.js';
import type {
  IndicatorImportReport,
  IndicatorList,
  IndicatorProblem,
} from '../../../server/contract/indicator.js';
import { type Column, DataTable } from '../../components/data-table.js';
import type { FaultLine } from '../../i18n/fault-lines.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { useWording } from '../../i18n/use-fault-lines.js';
import { ValueTable } from './value-table.js';

function columns({ t }: Messages, word: (sentence: Sentence) => FaultLine): Column<IndicatorProblem>[] {
  return [
    {
      id: 'place',
      header: t('indicators.import.place'),
      rowHeader: true,
      cell: ({ place }) => {
        const [, line] = /^line (\d+)$/.exec(place) ?? [];
        return line === undefined ? (
          <span className="gw-mono">{place}</span>
        ) : (
          t('indicators.import.line', { line })
        );
      },
    },
    {
      id: 'value',
      header: t('indicators.value'),
      cell: ({ value }) => <span className="gw-mono">{value || '–'}</span>,
    },
    {
      id: 'message',
      header: t('indicators.import.problem'),
      cell: ({ said }) => {
        const { text, lang } = word(said);
        return (
          <span className="gw-sentence" lang={lang}>
            {text}
          </span>
        );
      },
    },
  ];
}

/** @returns how many there are of each kind, in words */
export function kindsText(kinds: IndicatorList['kinds'], { t, number }: Messages): string {
  return kinds.map(({ kind, count }) => `${number(count)} ${t(`indicators.kind.${kind}`)}`).join(', ');
}

/** What an import would do: the first indicators as they were understood, and what is wrong with its place. */
export function ImportReport({ report }: { report: IndicatorImportReport }) {
  const messages = useMessages();
  const { t, number, plural } = messages;
  const word = useWording(report.problems.length > 0);
  const { indicators, kinds, duplicates, wrong, problems, left_out, sample } = report;
  return (
    <section className="gw-panel gw-stack" aria-labelledby="import-report">
      <h2 id="import-report" className="gw-panel__title">
        {t('indicators.import.report')}
      </h2>
      <ul>
        <li>
          {plural('indicators.indicators', indicators)}
          {kinds.length > 0 ? `: ${kindsText(kinds, messages)}` : ''}
        </li>
        <li>{plural('indicators.import.duplicates', duplicates)}</li>
        {left_out.map(({ reason, count }) => (
          <li key={reason}>
            {number(count)} {t(`indicators.import.left_out.${reason}`)}
          </li>
        ))}
      </ul>
      {wrong > 0 ? (
        <>
          <h3 className="gw-panel__title">{plural('indicators.import.wrong', wrong)}</h3>
          <DataTable
            caption={t('indicators.import.problems')}
            columns={columns(messages, word)}
            rows={problems}
            rowId={(problem) => `${problem.place} ${problem.value} ${problem.message}`}
          />
        </>
      ) : null}
      {sample.length > 0 ? (
        <>
          <h3 className="gw-panel__title">
            {t('indicators.import.sample', { count: number(sample.length) })}
          </h3>
          <ValueTable caption={t('indicators.import.report')} values={sample} />
        </>
      ) : null}
    </section>
  );
}
