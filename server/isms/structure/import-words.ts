import type { TargetObjectType } from '../../contract/isms.js';
import type { TargetObjectStatus } from '../../contract/structure.js';
import { type ImportField, importFields, type Mapping } from '../../contract/structure-import.js';

export type Language = 'de' | 'en';

/** Headers that are written, and that are understood with their synonyms. */
export const headers: Record<ImportField, Record<Language, string>> = {
  key: { de: 'Kennung', en: 'Key' },
  type: { de: 'Art', en: 'Type' },
  name: { de: 'Name', en: 'Name' },
  description: { de: 'Beschreibung', en: 'Description' },
  platform: { de: 'Plattform', en: 'Platform' },
  count: { de: 'Anzahl', en: 'Count' },
  location: { de: 'Ort', en: 'Location' },
  users: { de: 'Benutzer', en: 'Users' },
  owner: { de: 'Verantwortlich', en: 'Owner' },
  status: { de: 'Status', en: 'Status' },
  is_group: { de: 'Ist Gruppe', en: 'Is group' },
  group: { de: 'Gruppe', en: 'Group' },
  hostnames: { de: 'Hostnamen', en: 'Host names' },
  addresses: { de: 'IP-Adressen', en: 'IP addresses' },
  tags: { de: 'Schlagwörter', en: 'Tags' },
  depends_on: { de: 'Abhängig von', en: 'Depends on' },
};

const synonyms: Record<ImportField, readonly string[]> = {
  key: ['id', 'kürzel', 'nr', 'nummer', 'zielobjekt id', 'inventarnummer', 'bezeichner', 'code', 'object id'],
  type: ['typ', 'objekttyp', 'kategorie', 'zielobjekttyp', 'category', 'object type', 'zielobjektart'],
  name: ['bezeichnung', 'titel', 'zielobjekt', 'title', 'target object'],
  description: ['erläuterung', 'bemerkung', 'kommentar', 'comment', 'notes'],
  platform: [
    'betriebssystem',
    'baustein',
    'plattform baustein',
    'os',
    'operating system',
    'produkt',
    'product',
  ],
  count: ['menge', 'stück', 'stückzahl', 'quantity', 'number', 'amount'],
  location: ['standort', 'aufstellungsort', 'raum', 'gebäude', 'site', 'place'],
  users: ['nutzer', 'anwender', 'benutzergruppe', 'nutzergruppe', 'user', 'user group'],
  owner: [
    'verantwortlicher',
    'verantwortliche',
    'zuständig',
    'eigentümer',
    'ansprechpartner',
    'fachverantwortung',
    'responsible',
  ],
  status: ['zustand', 'betriebszustand', 'state'],
  is_group: ['gruppenobjekt', 'gruppiert'],
  group: ['gruppe von', 'mitglied von', 'zielobjektgruppe', 'member of'],
  hostnames: ['hostname', 'host', 'rechnername', 'dns name', 'fqdn', 'hosts'],
  addresses: [
    'ip',
    'ip adresse',
    'adresse',
    'adressen',
    'netz',
    'netze',
    'ip address',
    'address',
    'addresses',
    'network',
  ],
  tags: ['schlagwort', 'stichwörter', 'tag', 'labels', 'label', 'keywords'],
  depends_on: [
    'abhängigkeit',
    'abhängigkeiten',
    'benötigt',
    'nutzt',
    'verwendet',
    'dependencies',
    'uses',
    'requires',
  ],
};

/** What people write for a type, in both languages; the first of a language is what is written. */
export const typeWords: Record<TargetObjectType, Record<Language, readonly string[]>> = {
  process: { de: ['Geschäftsprozess', 'Prozess'], en: ['Business process', 'Process'] },
  information: { de: ['Information', 'Informationen', 'Daten'], en: ['Information', 'Data'] },
  application: { de: ['Anwendung', 'Fachverfahren', 'Verfahren', 'Software'], en: ['Application', 'App'] },
  it_system: { de: ['IT-System', 'System', 'Server', 'Client'], en: ['IT system', 'System'] },
  ics_system: { de: ['ICS-System', 'ICS', 'OT', 'Industrielle Steuerung'], en: ['ICS system', 'ICS', 'OT'] },
  iot_device: { de: ['IoT-Gerät', 'IoT'], en: ['IoT device', 'IoT'] },
  network: { de: ['Netz', 'Netzwerk', 'Kommunikationsverbindung'], en: ['Network', 'Communication link'] },
  room: { de: ['Raum'], en: ['Room'] },
  building: { de: ['Gebäude', 'Liegenschaft'], en: ['Building'] },
  service_provider: {
    de: ['Dienstleister', 'Auftragnehmer'],
    en: ['Service provider', 'Provider', 'Supplier'],
  },
};

export const statusWords: Record<TargetObjectStatus, Record<Language, readonly string[]>> = {
  planned: { de: ['geplant', 'in Planung'], en: ['planned'] },
  in_operation: {
    de: ['in Betrieb', 'Betrieb', 'aktiv', 'produktiv'],
    en: ['in operation', 'active', 'live'],
  },
  retired: {
    de: ['außer Betrieb', 'stillgelegt', 'inaktiv', 'abgeschaltet'],
    en: ['retired', 'inactive', 'decommissioned'],
  },
};

const yes = ['ja', 'j', 'x', 'wahr', '1', 'yes', 'y', 'true'];
const no = ['', 'nein', 'n', 'falsch', '0', 'no', 'false'];

/** @returns the column of every field that a header names; of two such columns the first counts */
export function guessMapping(header: readonly string[]): Mapping {
  const columns = header.map(plain);
  const mapping: Mapping = {};
  const taken = new Set<number>();
  const take = (field: ImportField, words: readonly string[]): void => {
    if (mapping[field] !== undefined) return;
    const known = words.map(plain);
    const at = columns.findIndex(
      (column, index) => !taken.has(index) && column !== '' && known.includes(column),
    );
    if (at === -1) return;
    mapping[field] = at;
    taken.add(at);
  };
  // The very headers first: a synonym of one field must not take the column of another.
  for (const field of importFields) take(field, [headers[field].de, headers[field].en, field]);
  for (const field of importFields) take(field, synonyms[field]);
  return mapping;
}

/** @returns the type that a word stands for */
export const typeOf = (text: string): TargetObjectType | undefined => meant(typeWords, text);

/** @returns the status that a word stands for */
export const statusOf = (text: string): TargetObjectStatus | undefined => meant(statusWords, text);

/** @returns what a yes or no stands for */
export function booleanOf(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  return yes.includes(word) ? true : no.includes(word) ? false : undefined;
}

function meant<T extends string>(
  words: Record<T, Record<Language, readonly string[]>>,
  text: string,
): T | undefined {
  const word = plain(text);
  return (Object.keys(words) as T[]).find((value) =>
    [value, ...words[value].de, ...words[value].en].some((each) => plain(each) === word),
  );
}

/** Only letters and digits, in lower case, without accents: `IP-Adresse(n)` is `ipadressen`. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
