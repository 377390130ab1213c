import type { MigrationCoverage, StoredProposal } from '../../../server/contract/migration.js';
import { useMessages } from '../../i18n/messages.js';
import { countsOf } from './proposal-filter.js';

interface CoverageFactsProps {
  coverage: MigrationCoverage;
  /** Stored ones of controls that something leads to. */
  proposals: readonly StoredProposal[];
}

/** How far the mapping reaches and how far people have come, in numbers. */
export function CoverageFacts({ coverage, proposals }: CoverageFactsProps) {
  const { t, plural, number } = useMessages();
  const counts = countsOf(proposals);
  const of = (value: number, total: number): string =>
    t('migration.of', { value: number(value), total: number(total) });
  const facts = [
    ['controls', of(coverage.controls_mapped, coverage.controls)],
    ['assessed', of(coverage.assessed_mapped, coverage.assessed)],
    ['undecided', number(counts.undecided)],
    ['accepted', number(counts.accepted)],
    ['rejected', number(counts.rejected)],
    ['contradictory', number(coverage.contradictory)],
  ] as const;
  const uncertain = coverage.pairs_unconfirmed + coverage.pairs_absent;
  return (
    <>
      <dl className="gw-coverage" aria-label={t('migration.coverage')}>
        {facts.map(([name, value]) => (
          <div key={name} className="gw-coverage__fact">
            <dt>{t(`migration.fact.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {uncertain > 0 ? (
        <p className="gw-muted gw-migration__from">{plural('migration.uncertain', uncertain)}</p>
      ) : null}
    </>
  );
}
