import t from 'tap';
import type { TargetObject, TargetObjectType } from '../../server/contract/isms.js';
import type { Relation } from '../../server/contract/structure.js';
import { loadDashboard } from './load.js';

interface Layout {
  places: Map<string, { x: number; y: number }>;
  bands: { band: number; x: number; width: number }[];
  crossings: number;
  width: number;
  height: number;
}
interface Edge {
  from: string;
  to: string;
}
interface Graph {
  nodes: { id: string; key: string; name: string; objects: string[]; isFolded: boolean }[];
  edges: (Edge & { isMember: boolean })[];
  nodeOf: Map<string, string>;
}
const { crossingsOf, layeredLayout } = await loadDashboard<{
  crossingsOf(layers: string[][], edges: Edge[]): number;
  layeredLayout(
    nodes: { id: string; band: number }[],
    edges: Edge[],
    size: { width: number; height: number; gapX: number; gapY: number },
  ): Layout;
}>('pages/structure/graph/layered-layout.ts');
const { graphOf, neighbourhood, subnetOf } = await loadDashboard<{
  graphOf(objects: TargetObject[], relations: Relation[], fold: string, opened?: Set<string>): Graph;
  neighbourhood(edges: Edge[], id: string, depth: number): Set<string>;
  subnetOf(object: { addresses: string[] }): string | undefined;
}>('pages/structure/graph/graph-model.ts');
const { nodeTowards } = await loadDashboard<{
  nodeTowards(places: Layout['places'], id: string, key: string): string | undefined;
}>('pages/structure/graph/bands.ts');
const { fitting, showing, zoomed } = await loadDashboard<{
  fitting(drawing: object, screen: object): { x: number; y: number; scale: number };
  showing(view: object, box: object, screen: object): { x: number; y: number; scale: number };
  zoomed(view: object, factor: number, point: object): { x: number; y: number; scale: number };
}>('pages/structure/graph/use-viewport.ts');

const size = { width: 176, height: 42, gapX: 66, gapY: 12 };
const bands: [string, number, number][] = [
  ['p', 1, 40],
  ['a', 2, 70],
  ['s', 3, 130],
  ['n', 4, 25],
  ['r', 6, 35],
];

/** 300 nodes and about 560 edges, the same each time. */
function town(): { nodes: { id: string; band: number }[]; edges: Edge[] } {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  const nodes = bands.flatMap(([letter, band, count]) =>
    Array.from({ length: count }, (_, at) => ({ id: `${letter}${at}`, band })),
  );
  const edges = [
    ...Array.from({ length: 120 }, (_, at) => ({ from: `p${at % 40}`, to: `a${random(70)}` })),
    ...Array.from({ length: 180 }, (_, at) => ({ from: `a${at % 70}`, to: `s${random(130)}` })),
    ...Array.from({ length: 130 }, (_, at) => ({ from: `s${at}`, to: `n${random(25)}` })),
    ...Array.from({ length: 130 }, (_, at) => ({ from: `s${at}`, to: `r${random(35)}` })),
  ];
  return { nodes, edges };
}

t.test('300 nodes: none overlaps, layers stand in order, and there are fewer crossings', async (t) => {
  const { nodes, edges } = town();
  const layout = layeredLayout(nodes, edges, size);
  t.equal(layout.places.size, 300);
  const placed = [...layout.places.values()].sort((a, b) => a.x - b.x || a.y - b.y);
  const overlapping = placed.filter((a, at) =>
    placed.some((b, other) => other > at && b.x - a.x < size.width && Math.abs(b.y - a.y) < size.height),
  );
  t.same(overlapping, []);
  for (const [letter, next] of [
    ['p', 'a'],
    ['a', 's'],
    ['s', 'n'],
    ['n', 'r'],
  ]) {
    const xs = (of: string) => [...layout.places].filter(([id]) => id.startsWith(of)).map(([, { x }]) => x);
    t.ok(Math.max(...xs(letter!)) + size.width < Math.min(...xs(next!)), `${letter} left of ${next}`);
  }
  t.ok(placed.every(({ x, y }) => x >= 0 && y >= 0 && x + size.width <= layout.width));
  t.ok(placed.every(({ y }) => y + size.height <= layout.height));
  const asGiven = bands.map(([letter]) => nodes.map(({ id }) => id).filter((id) => id.startsWith(letter)));
  const before = crossingsOf(asGiven, edges);
  t.ok(layout.crossings < before * 0.6, `${layout.crossings} crossings instead of ${before}`);
  t.same(layeredLayout(nodes, edges, size), layout, 'the same each time');
});

t.test('longest paths within a band, circles, and loose ends', async (t) => {
  const nodes = ['a', 'b', 'c', 'd'].map((id) => ({ id, band: 1 }));
  const chain = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'c' },
    { from: 'a', to: 'c' },
    { from: 'c', to: 'gone' },
  ];
  const { places, bands: drawn } = layeredLayout(nodes, chain, size);
  t.ok(places.get('a')!.x < places.get('b')!.x);
  t.ok(places.get('b')!.x < places.get('c')!.x);
  t.equal(places.get('d')!.x, places.get('a')!.x);
  t.equal(drawn.length, 1);
  const circle = layeredLayout(nodes, [...chain, { from: 'c', to: 'a' }], size);
  t.equal(circle.places.size, 4, 'a circle is drawn all the same');
  t.match(layeredLayout([], [], size), { width: 0, height: 0, crossings: 0 });
});

t.test('crossings are counted, and those that need not be are undone', async (t) => {
  const edges = [
    { from: 'a', to: 'y' },
    { from: 'b', to: 'x' },
    { from: 'c', to: 'x' },
  ];
  t.equal(
    crossingsOf(
      [
        ['a', 'b', 'c'],
        ['x', 'y'],
      ],
      edges,
    ),
    2,
  );
  t.equal(
    crossingsOf(
      [
        ['b', 'c', 'a'],
        ['x', 'y'],
      ],
      edges,
    ),
    0,
  );
  const nodes = [
    ...['a', 'b', 'c'].map((id) => ({ id, band: 1 })),
    ...['x', 'y'].map((id) => ({ id, band: 2 })),
  ];
  t.equal(layeredLayout(nodes, edges, size).crossings, 0);
});

const object = (id: string, type: TargetObjectType, more: Partial<TargetObject> = {}): TargetObject =>
  ({
    id,
    key: id.toUpperCase(),
    type,
    name: id,
    group: null,
    is_group: false,
    addresses: [],
    ...more,
  }) as TargetObject;
const relation = (from: string, to: string): Relation =>
  ({ id: `${from}${to}`, from, to, kind: 'runs_on', note: '' }) as Relation;

t.test('several objects are drawn as one', async (t) => {
  const objects = [
    object('a1', 'application'),
    object('g', 'it_system', { is_group: true }),
    object('s1', 'it_system', { group: 'g', addresses: ['10.1.2.3'] }),
    object('s2', 'it_system', { addresses: ['10.1.2.0/24'] }),
    object('s3', 'it_system', { addresses: ['2001:db8::1'] }),
  ];
  const relations = [relation('a1', 's1'), relation('a1', 's2'), relation('a1', 's3')];
  const plain = graphOf(objects, relations, 'none');
  t.equal(plain.nodes.length, 5);
  t.same(
    plain.edges.find(({ isMember }) => isMember),
    { from: 'g', to: 's1', isMember: true },
  );
  const grouped = graphOf(objects, relations, 'group');
  t.same(
    grouped.nodes.find(({ id }) => id === 'g'),
    { id: 'g', key: 'G', name: 'g', type: 'it_system', objects: ['g', 's1'], isFolded: true },
  );
  t.equal(grouped.nodeOf.get('s1'), 'g');
  t.ok(grouped.edges.some(({ from, to }) => from === 'a1' && to === 'g'));
  t.equal(graphOf(objects, relations, 'group', new Set(['g'])).nodes.length, 5, 'unfolded');
  const subnets = graphOf(objects, relations, 'subnet');
  t.match(
    subnets.nodes.find(({ isFolded }) => isFolded),
    { key: '10.1.2.0/24', objects: ['s1', 's2'] },
  );
  const types = graphOf(objects, relations, 'type');
  t.same(types.nodes.map(({ id }) => id).sort(), ['a1', 'type:it_system'], 'one of a kind stays itself');
  t.equal(types.edges.length, 1);
  t.equal(subnetOf({ addresses: ['2001:0db8:0:0:1::5/64'] }), '2001:db8:0:0::/64');
  t.equal(subnetOf({ addresses: ['fe80::1'] }), 'fe80:0:0:0::/64');
  t.equal(subnetOf({ addresses: [] }), undefined);
});

t.test('a neighbourhood has what leads there and what follows, not what lies beside', async (t) => {
  const edges = [
    { from: 'p', to: 'a' },
    { from: 'q', to: 'a' },
    { from: 'p', to: 'b' },
    { from: 'a', to: 's' },
    { from: 's', to: 'r' },
  ];
  t.same([...neighbourhood(edges, 'a', 1)].sort(), ['a', 'p', 'q', 's']);
  t.same([...neighbourhood(edges, 'a', Infinity)].sort(), ['a', 'p', 'q', 'r', 's']);
});

t.test('keys and zoom', async (t) => {
  const places = new Map([
    ['a', { x: 0, y: 0 }],
    ['b', { x: 200, y: 60 }],
    ['c', { x: 200, y: 0 }],
    ['d', { x: 0, y: 60 }],
  ]);
  t.equal(nodeTowards(places, 'a', 'ArrowRight'), 'c');
  t.equal(nodeTowards(places, 'a', 'ArrowDown'), 'd');
  t.equal(nodeTowards(places, 'a', 'ArrowLeft'), undefined);
  const screen = { width: 1000, height: 500 };
  t.same(fitting({ width: 100, height: 100 }, screen), { scale: 1, x: 450, y: 200 });
  t.equal(fitting({ width: 1904, height: 100 }, screen).scale, 0.5);
  t.same(zoomed({ x: 0, y: 0, scale: 1 }, 2, { x: 100, y: 50 }), { x: -100, y: -50, scale: 2 });
  const moved = showing({ x: 0, y: 0, scale: 1 }, { x: 2000, y: 10, width: 100, height: 40 }, screen);
  t.ok(moved.x + 2100 <= 1000 && moved.y >= 0);
});
