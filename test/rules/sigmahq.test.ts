import t from 'tap';
import { createEngine } from '../../server/detect/engine.js';
import { loadRuleSet } from '../../server/detect/load.js';
import { sharedData, withoutSharedData } from '../detect/shared-data.js';
import { eventsOf, type SampleRecord } from './samples.js';
import { readRuleRecords } from './sigmahq-records.js';

const products = new Set(['m365', 'azure', 'fortigate', 'fortios', 'cisco', 'paloalto']);

/** Rules that fire on any successful logon with one factor, or from a device that nobody manages. */
const broad = new Set([
  'azure_ad_only_single_factor_auth_required.yml',
  'azure_ad_sign_ins_from_noncompliant_devices.yml',
]);

/** Ordinary work, in the logs that the rules look at. */
const ordinary: SampleRecord[] = [
  {
    CreationTime: '2026-11-21T07:14:05',
    Operation: 'FileAccessed',
    RecordType: 6,
    Workload: 'SharePoint',
    UserId: 'm.brandt@stadt.example',
    ClientIP: '198.51.100.7',
    ObjectId: 'https://stadt.sharepoint.com/sites/bauamt/antrag.docx',
  },
  {
    createdDateTime: '2026-11-21T07:14:05Z',
    userPrincipalName: 'm.brandt@stadt.example',
    appDisplayName: 'Office 365 Exchange Online',
    ipAddress: '198.51.100.7',
    clientAppUsed: 'Browser',
    userAgent: 'Mozilla/5.0',
    authenticationRequirement: 'multiFactorAuthentication',
    conditionalAccessStatus: 'success',
    status: { errorCode: 0 },
    deviceDetail: { deviceId: '5d1c2d9e', isCompliant: true, trustType: 'Hybrid Azure AD joined' },
  },
  {
    activityDisplayName: 'Update device',
    activityDateTime: '2026-11-21T07:14:05Z',
    category: 'Device',
    result: 'success',
    initiatedBy: { app: { displayName: 'Microsoft Intune' } },
    targetResources: [{ type: 'Device', displayName: 'NB-0107', modifiedProperties: [] }],
  },
].map((record): SampleRecord => ({ format: 'json', record }));

t.test(
  'rules of SigmaHQ meet the events of Microsoft, Fortinet, Cisco and Palo Alto',
  { skip: withoutSharedData },
  async (t) => {
    const archive = sharedData('sigma', 'sigma_all_rules.zip');
    const loaded = await loadRuleSet([archive]);
    const rules = loaded.rules.filter(({ logsource }) => products.has(logsource.product ?? ''));
    const pathOf = (path: string): string => path.slice(path.indexOf('!') + 1).replace(/#\d+$/, '');
    const idOf = new Map(rules.map(({ info }) => [pathOf(info.path), info.id]));
    const listed = await readRuleRecords();
    t.same(
      [...idOf.keys()].sort(),
      listed.map(({ rule }) => rule).sort(),
      'each rule has records or a reason',
    );

    const engine = createEngine({ ...loaded, rules, correlations: [] });
    for (const { rule, why, records } of listed) {
      t.not(records.length > 0, why !== undefined, `${rule}: records, or why there are none`);
      for (const record of records) {
        const [event] = eventsOf(record);
        t.equal(event?.['error.message'], undefined, `${rule}: the record is read`);
        const fired = engine.process(event!).map((match) => match.rule.id);
        t.ok(fired.includes(idOf.get(rule)!), `${rule} fires`, { record, dataset: event?.['event.dataset'] });
      }
    }
    const worked = listed.filter(({ why }) => why === undefined).length;
    t.ok(worked > rules.length * 0.85, `${worked} of ${rules.length} rules fire`);

    const expected = [...idOf].filter(([path]) => broad.has(path.split('/').at(-1)!)).map(([, id]) => id);
    for (const record of ordinary) {
      const fired = engine.process(eventsOf(record)[0]!).map((match) => match.rule);
      t.same(
        fired.filter(({ id }) => !expected.includes(id)).map(({ title }) => title),
        [],
        'ordinary work fires nothing',
      );
    }
  },
);
