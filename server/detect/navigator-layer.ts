import type { CoverageState, RuleCoverage } from '../contract/rule-coverage.js';

const colours: Record<CoverageState, string> = {
  covered: '#2e7d32',
  no_source: '#f9a825',
  no_rule: '#1565c0',
  none: '',
};

const meanings: Record<CoverageState, string> = {
  covered: 'rule in force, source delivers',
  no_source: 'rule in force, no source delivers its log source',
  no_rule: 'source delivers, no rule in force',
  none: 'neither rule nor source',
};

/**
 * @param name of the tenant
 * @returns a layer of the ATT&CK Navigator, layer format 4.5; sub-techniques stand beside their techniques
 */
export function navigatorLayer({ attack_version, techniques }: RuleCoverage, name: string) {
  return {
    name: `Grundwacht: ${name}`,
    versions: { attack: attack_version, navigator: '5.1.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: 'What the detection rules in force cover with what the log sources deliver.',
    sorting: 0,
    hideDisabled: false,
    techniques: techniques.flatMap(({ id, state, rules, in_force, effective, sub_techniques }) => [
      {
        techniqueID: id,
        score: effective,
        color: colours[state],
        comment: `${meanings[state]}; ${rules} rules, ${in_force} in force, ${effective} of them can fire`,
        enabled: true,
        showSubtechniques: sub_techniques.length > 0,
      },
      ...sub_techniques.map((sub) => ({
        techniqueID: sub.id,
        score: sub.effective,
        color: colours[sub.effective > 0 ? 'covered' : 'no_source'],
        comment: `${sub.in_force} rules in force, ${sub.effective} of them can fire`,
        enabled: true,
        showSubtechniques: false,
      })),
    ]),
    legendItems: (Object.keys(meanings) as CoverageState[])
      .filter((state) => colours[state] !== '')
      .map((state) => ({ label: meanings[state], color: colours[state] })),
    gradient: { colors: ['#ffffff', '#2e7d32'], minValue: 0, maxValue: 10 },
  };
}
