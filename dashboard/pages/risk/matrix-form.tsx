import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { RiskLevel, RiskMatrix } from '../../../server/contract/risk.js';
import { setRiskMatrix } from '../../api/risk.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { FieldRow, TextField } from '../../components/fields.js';
import { SaveFault } from '../../components/save-fault.js';
import { ScrollRegion } from '../../components/scroll-region.js';
import { useMessages } from '../../i18n/messages.js';
import { damages, frequencies, riskLevels } from './risk-words.js';
import { useRisksChanged } from './use-risks.js';

interface MatrixFormProps {
  matrix: RiskMatrix;
  domain: DomainRef;
  onClose(): void;
}

const replaced = <T,>(list: readonly T[], at: number, value: T): T[] =>
  list.map((each, index) => (index === at ? value : each));

/** Changes which risk each cell stands for, and what frequencies and damages mean in this domain. */
export function MatrixForm({ matrix, domain, onClose }: MatrixFormProps) {
  const { t } = useMessages();
  const changed = useRisksChanged();
  const [cells, setCells] = useState(matrix.cells);
  const [often, setOften] = useState(matrix.frequencies);
  const [harm, setHarm] = useState(matrix.damages);
  const save = useMutation({
    mutationFn: () => setRiskMatrix(domain, { cells, frequencies: often, damages: harm }, matrix.version),
    onSuccess() {
      changed();
      onClose();
    },
  });
  const choose = (row: number, column: number, level: RiskLevel): void =>
    setCells(replaced(cells, row, replaced(cells[row]!, column, level)));
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <SaveFault error={save.error} />
      <p className="gw-muted">{t('risk.matrix.note')}</p>
      <ScrollRegion className="gw-table-scroll" label={t('risk.matrix.title')}>
        <table className="gw-matrix gw-matrix--form">
          <caption className="kern-sr-only">{t('risk.matrix.title')}</caption>
          <tbody>
            {damages
              .map((damage, row) => (
                <tr key={damage}>
                  <th scope="row">{t(`risk.damage.${damage}`)}</th>
                  {frequencies.map((frequency, column) => (
                    <td key={frequency} className={`gw-matrix__cell gw-risk--${cells[row]![column]!}`}>
                      <select
                        className="gw-matrix__select"
                        aria-label={`${t(`risk.damage.${damage}`)}, ${t(`risk.frequency.${frequency}`)}`}
                        value={cells[row]![column]!}
                        onChange={(event) => choose(row, column, event.target.value as RiskLevel)}
                      >
                        {riskLevels.map((level) => (
                          <option key={level} value={level}>
                            {t(`risk.level.${level}`)}
                          </option>
                        ))}
                      </select>
                    </td>
                  ))}
                </tr>
              ))
              .reverse()}
          </tbody>
          <tfoot>
            <tr>
              <td />
              {frequencies.map((frequency) => (
                <th key={frequency} scope="col">
                  {t(`risk.frequency.${frequency}`)}
                </th>
              ))}
            </tr>
          </tfoot>
        </table>
      </ScrollRegion>
      {[0, 2].map((first) => (
        <FieldRow key={first}>
          {[first, first + 1].map((at) => (
            <TextField
              key={at}
              label={t('risk.matrix.meaning', { word: t(`risk.frequency.${frequencies[at]!}`) })}
              value={often[at]!}
              maxLength={4000}
              onChange={(text) => setOften(replaced(often, at, text))}
            />
          ))}
        </FieldRow>
      ))}
      {[0, 2].map((first) => (
        <FieldRow key={first}>
          {[first, first + 1].map((at) => (
            <TextField
              key={at}
              label={t('risk.matrix.meaning', { word: t(`risk.damage.${damages[at]!}`) })}
              value={harm[at]!}
              maxLength={4000}
              onChange={(text) => setHarm(replaced(harm, at, text))}
            />
          ))}
        </FieldRow>
      ))}
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
