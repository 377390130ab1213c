import { useState } from 'react';
import type { RuleProblemView } from '../../../server/contract/rule-views.js';
import { BackLink } from '../../components/link.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { BacktestPanel } from './backtest-panel.js';
import { TenantSelect, tenantSearch, useTenant } from './tenant-select.js';
import { TestPanel } from './test-panel.js';
import { YamlField } from './yaml-field.js';

/** What a new rule begins with. */
const template = `title: Account created on the command line
id: 00000000-0000-4000-8000-000000000000
status: experimental
logsource:
  product: windows
  category: process_creation
detection:
  selection:
    Image|endswith: \\net.exe
    CommandLine|contains|all:
      - ' user '
      - ' /add'
  condition: selection
level: medium
`;

/** Tries a rule of one's own before it is put among the rule files. */
export default function TryPage() {
  const { t } = useMessages();
  const tenant = useTenant();
  const [yaml, setYaml] = useState(template);
  const [problems, setProblems] = useState<readonly RuleProblemView[]>([]);
  const tried = { yaml };
  const onResult = (result: { problems: readonly RuleProblemView[] }) => setProblems(result.problems);
  return (
    <Page
      title={t('rules.try')}
      back={<BackLink to={`/rules${tenantSearch(tenant)}`}>{t('rules.title')}</BackLink>}
      meta={<TenantSelect />}
    >
      <div className="gw-try">
        <section className="gw-panel" aria-label={t('rules.source')}>
          <YamlField
            label={t('rules.source')}
            hint={t('rules.try_hint')}
            rows={24}
            value={yaml}
            problems={problems}
            onChange={(text) => {
              setYaml(text);
              setProblems([]);
            }}
          />
        </section>
        <div className="gw-stack">
          <TestPanel tried={tried} onResult={onResult} />
          <BacktestPanel tried={tried} onResult={onResult} />
        </div>
      </div>
    </Page>
  );
}
