import type { Kysely } from 'kysely';
import { ownPath, ownSet } from './detect/own-set.js';
import type { RuleSetPaths, RuleTexts } from './rule-set.js';
import { type OwnRuleText, ownRulesInForce } from './store/own-rules.js';
import type { Database } from './store/tables.js';

/** Rules that tenants wrote in the dashboard, on their way from the database into detection. */
export class OwnRules {
  #db: Kysely<Database> | undefined;

  /**
   * Begins to read them: rule files are read before the database can be.
   * @param db the program's own, which sees every tenant
   * @returns whether there are any, so that the rules have to be read anew
   */
  async open(db: Kysely<Database>): Promise<boolean> {
    this.#db = db;
    return (await ownRulesInForce(db)).length > 0;
  }

  /** @returns the rules of files and, behind them, those of the database: of two with one id the file's wins */
  async joinTo(files: RuleTexts): Promise<RuleTexts> {
    const own = this.#db === undefined ? [] : await ownRulesInForce(this.#db);
    if (own.length === 0) return files;
    const tenants = [...new Set(own.map(({ tenant }) => tenant))];
    return {
      ...files,
      sets: [...files.sets, ...tenants.map(setOf)],
      sources: [...files.sources, ...own.map(sourceOf)],
    };
  }
}

function sourceOf({ tenant, id, yaml }: OwnRuleText): RuleTexts['sources'][number] {
  return { path: ownPath(tenant, id), text: yaml, set: ownSet(tenant), tenant };
}

function setOf(tenant: string): RuleSetPaths {
  return {
    name: ownSet(tenant),
    kind: 'written',
    tenant,
    source: ownSet(tenant),
    licence: null,
    sha256: null,
    installed_at: null,
    paths: [],
  };
}
