import { targetObjectTypes } from '../../contract/isms.js';
import { type Block, column, type Report, type ReportFrame, type TableBlock, text } from './model.js';
import type { NetworkLink, ObjectRow } from './rows.js';
import { type Words, wordsOf } from './words.js';

/** Addresses of one object that are printed. */
const mostAddresses = 4;

/** A.1: the target objects by type, and which networks join which systems. */
export function structureReport(
  frame: ReportFrame,
  objects: readonly ObjectRow[],
  links: readonly NetworkLink[],
): Report {
  const words = wordsOf(frame.language);
  const lists = targetObjectTypes.flatMap((type): Block[] => {
    const rows = objects.filter((object) => object.type === type);
    if (rows.length === 0) return [];
    const title = words.typeLists[type];
    return [{ type: 'heading', text: title }, objectTable(type.replace('_', '-'), title, rows, words)];
  });
  return {
    frame,
    code: 'A.1',
    title: words.titles.a1,
    subject: '',
    orientation: 'landscape',
    form: 'document',
    blocks: [
      { type: 'text', text: words.texts.structure },
      ...lists,
      { type: 'heading', text: words.texts.networkPlan },
      { type: 'text', text: words.texts.networkPlanText },
      networkTable(links, words),
    ],
  };
}

function objectTable(name: string, title: string, rows: readonly ObjectRow[], words: Words): TableBlock {
  const { columns: c } = words;
  return {
    type: 'table',
    name,
    title,
    columns: [
      text('key', c.key, 10),
      text('name', c.name, 40),
      text('description', c.description, 40),
      text('platform', c.platform, 24),
      column('number', 'count', c.count),
      text('location', c.location),
      text('status', c.status, 14, words.objectStates),
      text('users', c.users),
      text('owner', c.owner),
      text('addresses', c.addresses, 30),
      text('group', c.group, 10),
      text('links', c.links, 30),
    ],
    print: [
      {
        title: c.key,
        width: 1.2,
        parts: [
          { key: 'key', strong: true },
          { key: 'group', label: c.group },
        ],
      },
      { title: c.name, width: 4, parts: [{ key: 'name', strong: true }, { key: 'description' }] },
      {
        title: c.platform,
        width: 3.6,
        optional: true,
        parts: [{ key: 'platform' }, { key: 'shownAddresses', unhyphenated: true }],
      },
      { title: c.count, width: 1, parts: [{ key: 'count' }] },
      { title: c.location, width: 2, optional: true, parts: [{ key: 'location' }] },
      { title: c.status, width: 1.5, parts: [{ key: 'status' }] },
      { title: c.users, width: 1.8, optional: true, parts: [{ key: 'users' }] },
      { title: c.owner, width: 2.2, parts: [{ key: 'owner' }] },
      { title: c.links, width: 2.2, optional: true, parts: [{ key: 'links' }] },
    ],
    rows: rows.map((row) => ({ ...row, shownAddresses: someOf(row.addresses, words) })),
    empty: words.texts.noRows,
  };
}

/** On paper a group's hundreds of addresses are counted; the data formats have them all. */
function someOf(addresses: string, words: Words): string {
  const all = addresses.split(', ');
  if (all.length <= mostAddresses) return addresses;
  return `${all.slice(0, mostAddresses).join(', ')}, + ${all.length - mostAddresses} ${words.texts.more}`;
}

/** The simplified network plan as a list: a network with what is connected to it, which a drawing could not say aloud. */
function networkTable(links: readonly NetworkLink[], words: Words): TableBlock {
  const { columns: c, types } = words;
  const networks = new Map<string, NetworkLink[]>();
  for (const link of links) networks.set(link.to, [...(networks.get(link.to) ?? []), link]);
  const rows = [...networks.values()].map((joined) => ({
    key: joined[0]!.to,
    name: joined[0]!.toName,
    count: joined.length,
    links: joined
      .map(({ from, fromName, fromType }) => `${from} ${fromName} (${types[fromType]})`)
      .join('\n'),
  }));
  return {
    type: 'table',
    name: 'network-plan',
    title: words.texts.networkPlan,
    columns: [
      text('key', c.key, 10),
      text('name', c.name, 30),
      column('number', 'count', c.count),
      text('links', c.to, 60),
    ],
    print: [
      { title: c.key, width: 1, parts: [{ key: 'key', strong: true }] },
      { title: c.name, width: 3, parts: [{ key: 'name' }] },
      { title: c.count, width: 1, parts: [{ key: 'count' }] },
      { title: words.relations.connected_to, width: 8, parts: [{ key: 'links' }] },
    ],
    rows,
    empty: words.texts.noRows,
  };
}
