import type { RiskMatrix } from '../../../server/contract/risk.js';
import { Term } from '../../components/term.js';
import { useMessages } from '../../i18n/messages.js';
import { damages, frequencies } from './risk-words.js';

interface MatrixTableProps {
  caption: string;
  matrix: RiskMatrix;
  /** How many risks each cell holds, in the matrix's order. */
  counts: readonly (readonly number[])[];
}

/** The matrix with its risks: damage upwards, frequency to the right, as in BSI-Standard 200-3. */
export function MatrixTable({ caption, matrix, counts }: MatrixTableProps) {
  const { t, number } = useMessages();
  return (
    <table className="gw-matrix">
      <caption className="gw-matrix__caption">
        <Term id="risikomatrix">{caption}</Term>
      </caption>
      <tbody>
        {damages
          .map((damage, row) => (
            <tr key={damage}>
              <th scope="row" title={matrix.damages[row] || undefined}>
                {t(`risk.damage.${damage}`)}
              </th>
              {frequencies.map((frequency, column) => {
                const level = matrix.cells[row]![column]!;
                const count = counts[row]![column]!;
                return (
                  <td key={frequency} className={`gw-matrix__cell gw-risk--${level}`}>
                    <span className="gw-matrix__count">{count > 0 ? number(count) : '·'}</span>
                    <span className="gw-matrix__level">{t(`risk.level.${level}`)}</span>
                  </td>
                );
              })}
            </tr>
          ))
          .reverse()}
      </tbody>
      <tfoot>
        <tr>
          <td />
          {frequencies.map((frequency, column) => (
            <th key={frequency} scope="col" title={matrix.frequencies[column] || undefined}>
              {t(`risk.frequency.${frequency}`)}
            </th>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}
