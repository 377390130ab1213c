import { setTimeout as sleep } from 'node:timers/promises';
import { type APIRequestContext, request } from 'playwright-core';
import type { AuditPackage } from '../../server/contract/audit-package.js';
import { dayOf, plusDays } from '../../server/contract/german-day.js';
import { type NotificationRoute, noticeKinds } from '../../server/contract/notification-plan.js';
import type { PseudonymMode } from '../../server/contract/pseudonym.js';
import { defaultPseudonymSettings } from '../../server/contract/pseudonym-state.js';
import { testPassword } from './browser.js';
import { sendSudoRefusal } from './syslog-lines.js';
import type { Target } from './target.js';

type Method = 'POST' | 'PUT' | 'PATCH' | 'GET';
export type Call = <T>(method: Method, path: string, body?: object) => Promise<T>;

export const day = (offset: number): string => plusDays(dayOf(Date.now()), offset);

/** @returns calls of the API in the name of whom the context belongs to */
const callsOf =
  (context: APIRequestContext, url: string): Call =>
  async (method, path, data) => {
    const reply = await context.fetch(new URL(`api/v1/${path}`, url).href, { method, data });
    const text = await reply.text();
    if (!reply.ok()) throw new Error(`${method} ${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };

/** Logs a person in anew, with the one-time password changed. */
export async function enter(url: string, username: string, password: string): Promise<Call> {
  const call = callsOf(await request.newContext(), url);
  await call('POST', 'session', { username, password });
  await call('POST', 'session/password', { current: password, new: testPassword });
  return call;
}

/**
 * Gives the pages of administration, audits and pseudonymised monitoring something to show.
 * @param target a server that nobody has logged in to yet
 */
export async function fillForPictures({ url, adminPassword, syslogPort }: Target): Promise<void> {
  const base = url.endsWith('/') ? url : `${url}/`;
  const admin = await enter(base, 'admin', adminPassword);
  const { user } = await admin<{ user: { id: string } }>('GET', 'session');
  const roles = ['admin', 'analyst', 'isb', 'auditor', 'dpo'];
  await admin('PATCH', `tenants/default/members/${user.id}`, { roles });
  const people = await addPeople(admin, base);
  await admin('POST', 'tenants', { id: 'stadtwerke', title: 'Stadtwerke Musterstadt' });
  await admin('POST', 'tenants/stadtwerke/members', { username: 'ada.analyse', roles: ['admin'] });
  await addMachines(admin);
  await addNotifications(admin);
  await addAudit(admin);
  for (const name of ['max.muster', 'svc-backup']) sendSudoRefusal(syslogPort, name);
  await addReveals(admin, people, syslogPort);
}

interface People {
  analyst: Call;
  council: Call;
}

async function addPeople(admin: Call, url: string): Promise<People> {
  const add = async (username: string, ...roles: string[]) => {
    const body = { username, roles };
    const { password } = await admin<{ password: string }>('POST', 'tenants/default/members', body);
    return password;
  };
  await add('ines.sicherheit', 'isb');
  await add('rita.revision', 'auditor');
  return {
    analyst: await enter(url, 'ada.analyse', await add('ada.analyse', 'analyst')),
    council: await enter(url, 'paul.personalrat', await add('paul.personalrat', 'staff_council')),
  };
}

/** What machines log in with. */
async function addMachines(admin: Call): Promise<void> {
  await admin('POST', 'collectors', { id: 'rathaus-dmz', networks: ['10.20.0.0/24', '2001:db8:20::/48'] });
  await admin('POST', 'collectors', { id: 'rechenzentrum-2', networks: [] });
  await admin('POST', 'api-tokens', {
    tenant: 'default',
    name: 'Lagebild des Leitstands',
    scopes: ['alerts.read', 'events.read'],
    days: 90,
    networks: ['10.20.1.5/32'],
  });
  await admin('POST', 'api-tokens', {
    tenant: 'default',
    name: 'Inventarabgleich',
    scopes: ['isms.read'],
    days: 7,
  });
}

async function addNotifications(admin: Call): Promise<void> {
  const limits = { enabled: true, detail: 'entity', language: 'de', burst: 10, per_hour: 30 };
  const mail = { kind: 'email', port: 587, security: 'starttls', ca: '', user: 'grundwacht' };
  const { id: desk } = await admin<{ id: string }>('POST', 'notifications/channels', {
    ...limits,
    name: 'IT-Leitstelle',
    settings: {
      ...mail,
      ...{ host: 'mail.stadt.example', from: 'wacht@stadt.example', recipients: ['it@stadt.example'] },
    },
    secrets: { password: 'Postgeheimnis 7' },
  });
  const { id: duty } = await admin<{ id: string }>('POST', 'notifications/channels', {
    ...limits,
    name: 'Bereitschaft',
    settings: { kind: 'webhook', format: 'mattermost', room: '', ca: '' },
    secrets: { url: 'https://chat.stadt.example/hooks/geheim' },
  });
  const { version } = await admin<{ version: number }>('GET', 'notifications/plan');
  await admin('PUT', 'notifications/plan', { version, plan: planOf(desk, duty) });
}

function planOf(desk: string, duty: string): object {
  const when: NotificationRoute['when'] = {
    ...{ kinds: [], min_level: 'medium', rules: [], tags: [], entities: [] },
    ...{ min_protection: 'any', drills: false },
  };
  const route: NotificationRoute = {
    name: 'Alles ab mittel',
    enabled: true,
    when,
    channels: [desk],
    working: 'now',
    off_hours: { from_level: 'high', to: 'on_call', rest: 'digest' },
    proceed: false,
  };
  const dues = noticeKinds.filter((kind) => kind === 'measure_due' || kind === 'evidence_expiring');
  const calendar = {
    ...{ zone: 'Europe/Berlin', land: 'NW', local_holidays: [] },
    closed_days: [{ date: `${day(0).slice(0, 4)}-12-24`, name: 'Heiligabend' }],
    working: [
      { days: [1, 2, 3, 4], from: '07:30', to: '16:30' },
      { days: [5], from: '07:30', to: '12:30' },
    ],
    on_call: [
      {
        ...{ who: 'Jana Ried', channel: duty, recipients: [], every_weeks: 2 },
        ...{ starts: `${day(-2)}T16:30`, ends: `${day(5)}T07:30` },
      },
    ],
  };
  return {
    calendar,
    routes: [
      route,
      {
        ...route,
        name: 'Fristen',
        when: { ...when, kinds: dues, min_level: 'low' },
        working: 'digest',
        off_hours: { from_level: null, to: 'channels', rest: 'digest' },
      },
    ],
    update_minutes: 30,
    acknowledge_minutes: { low: null, medium: null, high: 240, critical: 60 },
  };
}

/** A file that serves the first requirement of a server. */
export async function addEvidence(
  admin: Call,
  target_object: string,
  title: string,
  name: string,
  bytes: Buffer,
): Promise<void> {
  const { sha256 } = await admin<{ sha256: string }>('POST', `isms/evidence/files?name=${name}`, bytes);
  await admin('POST', 'isms/evidence', {
    ...{ kind: 'file', title, shows: '', effective_on: day(-3), valid_until: null, provided_by: 'IT' },
    ...{ classification: 'internal', requirements: ['SYS.1.1.A1'], target_objects: [target_object] },
    ...{ file: { sha256, name }, link: null, observation: null },
  });
}

/** An audit with what an auditor may read, a sample that was drawn, and a package. */
async function addAudit(admin: Call): Promise<void> {
  const object = { key: 'S006', type: 'it_system', name: 'Einwohnerverfahren-Server' };
  const { id: target_object } = await admin<{ id: string }>('POST', 'isms/target-objects', object);
  for (const baustein of ['SYS.1.1', 'SYS.1.3']) {
    await admin('POST', 'isms/modelling', { baustein, target_object, state: 'accepted' });
  }
  for (const [requirement, status] of [
    ['SYS.1.1.A1', 'yes'],
    ['SYS.1.1.A2', 'partial'],
    ['SYS.1.3.A2', 'yes'],
  ]) {
    await admin('PUT', 'isms/check/answer', { requirement, target_object, status, version: 0 });
  }
  const protocol = { name: 'protokoll.txt', text: 'Rücksicherung 12.11.2026\nvollständig \u202etxt.exe\n' };
  await addEvidence(
    admin,
    target_object,
    'Protokoll der Rücksicherung',
    protocol.name,
    Buffer.from(protocol.text),
  );
  const { id: audit } = await admin<{ id: string }>('POST', 'isms/audits', {
    ...{
      title: 'Internes Audit Server',
      scope: 'Server',
      criteria: 'IT-Grundschutz',
      auditor: 'Rita Revision',
    },
    ...{ starts: day(-2), ends: day(12), state: 'running' },
  });
  const { id: grant } = await admin<{ id: string }>('POST', `isms/audits/${audit}/grants`, {
    ...{ username: 'admin', bausteine: ['SYS.1.1', 'SYS.1.3'], scopes: [target_object] },
    ...{ from: day(-2), until: day(12) },
  });
  const room = `isms/audit-room/${grant}`;
  const drawn = await admin<{ id: string; items: { requirement: string; target_object: string | null }[] }>(
    ...(['POST', `${room}/samples`, { method: 'random', size: 5, seed: 'musterstadt-2026' }] as const),
  );
  const { requirement, target_object: of } = drawn.items[0]!;
  await admin('POST', `${room}/samples/${drawn.id}/records`, {
    ...{ requirement, target_object: of, result: 'conform', note: 'Am Gerät gesehen.' },
  });
  const order = { from: `${day(0).slice(0, 4)}-01-01`, to: day(0), reports: [] };
  const made = await admin<{ id: string }>('POST', 'isms/audit-packages', order);
  await packageEnded(admin, made.id);
  await admin('POST', `isms/audits/${audit}/packages`, { package: made.id });
  await admin('POST', 'isms/audit-packages', order);
}

/** @returns what `look` finds, as soon as it finds something */
async function soon<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(200);
  }
}

export const packageEnded = (admin: Call, id: string) =>
  soon(async () => {
    const { items } = await admin<{ items: AuditPackage[] }>('GET', 'isms/audit-packages');
    return items.find((item) => item.id === id && item.ended_at !== null);
  });

const pseudonymOfAlert = (analyst: Call) =>
  soon(async () => {
    const { items } = await analyst<{ items: { entity: { value: string } }[] }>('GET', 'alerts');
    return items.map(({ entity }) => entity.value).find((value) => value.startsWith('user-'));
  });

/** The mode is in force; of three requests one is approved, one refused, one waits. */
async function addReveals(admin: Call, { analyst, council }: People, syslogPort: number): Promise<void> {
  const reason = 'Dienstvereinbarung vom 1. November';
  const settings = { ...defaultPseudonymSettings, client_networks: ['10.20.0.0/16'] };
  const [ours, theirs] = ['die Frage der Analysten 7', 'die Antwort des Rates 42'];
  await admin('PUT', 'pseudonyms/proposal', { enabled: true, settings, reason, passphrase: ours });
  const { proposal } = await council<PseudonymMode>('GET', 'pseudonyms');
  const accepted = { proposed_at: proposal!.at, passphrase: theirs };
  await council('POST', 'pseudonyms/proposal/accept', accepted);
  const wanted: [string, string][] = [
    ['Verdacht auf ein übernommenes Konto', 'gdpr-6-1-e'],
    ['Anmeldungen nachts von zwei Orten zugleich', 'works-agreement'],
    ['aus reiner Neugier gefragt', 'another'],
  ];
  const ids: string[] = [];
  sendSudoRefusal(syslogPort, 'klara.fall');
  const value = await pseudonymOfAlert(analyst);
  for (const [text, legal_basis] of wanted) {
    const object = { kind: 'pseudonym', value };
    const asked = { object, reason: text, legal_basis, legal_text: 'Dienstvereinbarung, § 7' };
    ids.push((await analyst<{ id: string }>('POST', 'reveals', asked)).id);
  }
  const approval = { minutes: 60, passphrase: theirs, reason: '' };
  await council('POST', `reveals/${ids[1]}/approve`, approval);
  await council('POST', `reveals/${ids[2]}/refuse`, { reason: 'Neugier ist kein Grund.' });
}
