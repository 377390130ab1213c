/// <reference lib="dom" />
import { browserCrypto, sourceOf } from './browser-crypto.js';
import { type PackageReport, packageChecks, verifyPackage } from './package.js';
import { type Language, type Texts, texts } from './texts.js';

let language: Language = navigator.language.startsWith('de') ? 'de' : 'en';
let shown: PackageReport | 'working' | 'unreadable' | undefined;

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const fileInput = (): HTMLInputElement => element<HTMLInputElement>('file');

function make(name: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

function render(): void {
  const said = texts[language];
  document.documentElement.lang = language;
  document.title = said.title;
  for (const key of ['title', 'intro', 'choose', 'fingerprint', 'fingerprintHelp'] as const) {
    element(`text-${key}`).textContent = said[key];
  }
  for (const one of ['de', 'en'] as const) {
    element(`language-${one}`).setAttribute('aria-pressed', String(one === language));
  }
  element('result').replaceChildren(...resultOf(said));
}

function resultOf(said: Texts): HTMLElement[] {
  if (shown === undefined) return [];
  if (shown === 'working') return [make('p', said.working)];
  if (shown === 'unreadable') return [make('p', said.unreadable, 'verdict bad')];
  const good = shown.faults.length === 0;
  return [
    make('p', good ? said.good : said.bad, good ? 'verdict good' : 'verdict bad'),
    checkList(said, shown),
    factList(said, shown),
  ];
}

function checkList(said: Texts, report: PackageReport): HTMLElement {
  const list = make('ul', '', 'checks');
  for (const check of packageChecks) {
    const faults = report.faults.filter((fault) => fault.check === check);
    const state = faults.length > 0 ? 'failed' : report.done.includes(check) ? 'ok' : 'skipped';
    if (state === 'skipped' && check === 'earlier') continue;
    const item = make('li', `${said.checks[check]}: ${said[state]}`, state);
    if (faults.length > 0) {
      const places = make('ul', '');
      for (const { fault, place } of faults.slice(0, 100)) {
        places.append(
          make(
            'li',
            said.faults[fault].replace('{}', () => place),
          ),
        );
      }
      item.append(places);
    }
    list.append(item);
  }
  return list;
}

function factList(said: Texts, { manifest, fingerprint, head, leaves, stamped }: PackageReport): HTMLElement {
  const list = make('dl', '');
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined) list.append(make('dt', name), make('dd', value));
  };
  const time = (iso: string): string => new Date(iso).toLocaleString(language);
  add(said.facts.tenant, manifest?.tenant);
  add(said.facts.domain, manifest && `${manifest.domain.name} (${manifest.domain.key})`);
  add(said.facts.period, manifest && `${manifest.from} – ${manifest.to}`);
  add(said.facts.made, manifest && `${time(manifest.created_at)}, ${manifest.created_by}`);
  add(said.facts.key, fingerprint);
  add(said.facts.head, head && `${head.size}, ${time(head.time)}${stamped ? `, ${said.stamped}` : ''}`);
  add(said.facts.leaves, leaves === undefined ? undefined : String(leaves));
  return list;
}

async function verifyChosen(): Promise<void> {
  const file = fileInput().files?.[0];
  if (file === undefined) return;
  const expected = element<HTMLInputElement>('expected').value.replace(/[\s:]/g, '').toLowerCase();
  shown = 'working';
  render();
  try {
    shown = await verifyPackage(browserCrypto, sourceOf(file), expected === '' ? undefined : expected);
  } catch {
    shown = 'unreadable';
  }
  render();
}

function start(): void {
  fileInput().addEventListener('change', () => void verifyChosen());
  element('expected').addEventListener('change', () => void verifyChosen());
  for (const one of ['de', 'en'] as const) {
    element(`language-${one}`).addEventListener('click', () => {
      language = one;
      render();
    });
  }
  render();
}

start();
