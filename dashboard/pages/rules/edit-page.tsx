import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import type { OwnRuleDetail } from '../../../server/contract/own-rule.js';
import type { RuleDraft } from '../../../server/contract/rule-draft.js';
import { draftRule, getOwnRule, getOwnRules } from '../../api/own-rules.js';
import { getRule } from '../../api/rules.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';
import { today } from '../../i18n/zoned-time.js';
import { BacktestPanel } from './backtest-panel.js';
import { DraftNotice } from './draft-notice.js';
import { OwnRuleMark } from './own-rules.js';
import { ruleTemplate, withNewIds } from './rule-template.js';
import { RuleVersions } from './rule-versions.js';
import { SaveRule } from './save-rule.js';
import { TenantSelect, tenantSearch, useTenant } from './tenant-select.js';
import { TestPanel } from './test-panel.js';
import { useRights } from './use-rights.js';
import { useRuleCheck } from './use-rule-check.js';
import { YamlField } from './yaml-field.js';

const justSaved = 'saved';

interface Beginning {
  yaml: string;
  file?: OwnRuleDetail;
  draft?: RuleDraft;
}

const newTemplate = (): string => ruleTemplate(crypto.randomUUID(), today());

/** @returns what the page begins with: a file of own rules, a search, a copy of another rule, or an example */
function useBeginning() {
  const tenant = useTenant();
  const { id } = useParams();
  const [parameters] = useSearchParams();
  const query = parameters.get('draft');
  const copied = parameters.get('copy');
  return useQuery({
    queryKey:
      id === undefined ? ['rule-draft', tenant, query ?? '', copied ?? ''] : ['own-rules', tenant, id],
    queryFn: async ({ signal }): Promise<OwnRuleDetail | RuleDraft | string> => {
      if (id !== undefined) return getOwnRule(id, tenant, signal);
      if (query !== null) return draftRule(tenant, query);
      if (copied !== null) {
        return withNewIds((await getRule(copied, tenant, signal)).source, () => crypto.randomUUID());
      }
      return newTemplate();
    },
    enabled: id !== undefined || query !== null || copied !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

function Editor({ yaml: first, file, draft }: Beginning) {
  const { t } = useMessages();
  const tenant = useTenant();
  const rights = useRights();
  const navigate = useNavigate();
  const [yaml, setYaml] = useState(first);
  const { state } = useLocation();
  // A new rule's page has another address once it is saved.
  const [saved, setSaved] = useState(state === justSaved);
  const check = useRuleCheck(tenant, yaml, file?.id);
  const own = useQuery({
    queryKey: ['own-rules', tenant],
    queryFn: ({ signal }) => getOwnRules(tenant, signal),
    enabled: rights.change,
  });
  const reviewRequired = file?.review_required ?? own.data?.review.required ?? false;
  const problems = check?.problems ?? [];
  const faulty = problems.some(({ severity }) => severity === 'error');
  const undelivered = check?.rules.filter(({ delivered }) => !delivered) ?? [];
  const tried = { yaml };
  const ignore = () => undefined;
  return (
    <>
      {draft ? <DraftNotice draft={draft} /> : null}
      {saved ? <Notice tone="success" title={t(savedText(file))} /> : null}
      <div className="gw-try">
        <div className="gw-stack">
          <section className="gw-panel gw-stack" aria-label={t('rules.source')}>
            <YamlField
              label={t('rules.source')}
              hint={t('rules.edit.hint')}
              rows={26}
              value={yaml}
              problems={problems}
              onChange={(text) => {
                setYaml(text);
                setSaved(false);
              }}
            />
            <p className="gw-muted" role="status">
              {check === undefined
                ? t('rules.edit.checking')
                : t(faulty ? 'rules.edit.faulty' : 'rules.edit.sound')}
            </p>
            {undelivered.map(({ id, title }) => (
              <p key={id} className="gw-muted">
                {t('rules.edit.undelivered', { title })}
              </p>
            ))}
            {rights.change ? (
              <SaveRule
                yaml={yaml}
                file={file}
                reviewRequired={reviewRequired}
                isDisabled={check === undefined || faulty || check.rules.length === 0}
                onSaved={(detail) => {
                  setSaved(true);
                  if (file === undefined) {
                    void navigate(`/rules/own/${detail.id}${tenantSearch(tenant)}`, {
                      replace: true,
                      state: justSaved,
                    });
                  }
                }}
              />
            ) : null}
          </section>
          {file ? <RuleVersions file={file} yaml={yaml} /> : null}
        </div>
        <div className="gw-stack">
          <TestPanel tried={tried} onResult={ignore} />
          <BacktestPanel tried={tried} onResult={ignore} />
        </div>
      </div>
    </>
  );
}

function savedText(file: OwnRuleDetail | undefined) {
  if (file?.waiting) return 'rules.edit.saved_waiting' as const;
  return file?.in_force === file?.latest ? ('rules.saved' as const) : ('rules.edit.saved_draft' as const);
}

/** @returns what the editor is opened with */
function beginningOf(data: OwnRuleDetail | RuleDraft | string): Beginning {
  if (typeof data === 'string') return { yaml: data };
  if ('versions' in data) return { yaml: data.versions[0]?.yaml ?? '', file: data };
  return { yaml: data.yaml ?? newTemplate(), draft: data };
}

/** Writes a rule, tries it, and puts it in force, without a file and without a restart. */
export default function EditPage() {
  const { t } = useMessages();
  const tenant = useTenant();
  const { id } = useParams();
  const [fresh] = useState(newTemplate);
  const { data, error, isLoading, refetch } = useBeginning();
  const file = typeof data === 'object' && 'versions' in data ? data : undefined;
  return (
    <Page
      title={file?.title ?? t('rules.new')}
      back={<BackLink to={`/rules${tenantSearch(tenant)}`}>{t('rules.title')}</BackLink>}
      meta={file ? <OwnRuleMark rule={file} /> : <TenantSelect />}
    >
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {isLoading ? <Loading rows={12} /> : null}
      {isLoading || error ? null : <Editor key={`${tenant}/${id ?? ''}`} {...beginningOf(data ?? fresh)} />}
    </Page>
  );
}
