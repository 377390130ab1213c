import fc from 'fast-check';
import t from 'tap';
import { type EffectiveNeed, type NeedLevel, needLevels } from '../../../server/contract/protection.js';
import {
  effectiveNeeds,
  explainingPath,
  rank,
  type StatedNeeds,
} from '../../../server/isms/protection/effective-needs.js';
import { findPath, inOrder, type NeedEdge, reachedFrom } from '../../../server/isms/protection/graph.js';

const edge = (text: string): NeedEdge => {
  const [source, target] = text.split('>') as [string, string];
  return { source, target };
};
const own = (level: NeedLevel): StatedNeeds => ({ confidentiality: { level, override: null } });
const whole = (stated: ReadonlyMap<string, StatedNeeds>, edges: NeedEdge[]): Map<string, EffectiveNeed> => {
  const result = effectiveNeeds(stated, edges, new Map());
  if ('cycle' in result) throw new Error(result.cycle.join('>'));
  return result.needs;
};

t.test('the highest need along the dependencies decides, and the path says why', async (t) => {
  const stated = new Map<string, StatedNeeds>([
    ['process', own('very_high')],
    ['other', own('high')],
    ['application', own('normal')],
    ['server', {}],
    ['room', {}],
    ['alone', {}],
  ]);
  const edges = ['process>application', 'application>server', 'other>server', 'server>room'].map(edge);
  const needs = whole(stated, edges);
  t.match(needs.get('server'), {
    confidentiality: 'very_high',
    integrity: 'normal',
    derivation: {
      confidentiality: { cause: 'inherited', own: null, inherited: 'very_high', from: 'application' },
      integrity: { cause: 'default', inherited: null, from: null },
    },
  });
  t.match(needs.get('alone'), {
    confidentiality: 'normal',
    derivation: { confidentiality: { cause: 'default' } },
  });
  const path = explainingPath('room', 'confidentiality', (id) => needs.get(id));
  t.same(path, ['process', 'application', 'server', 'room']);
  t.same(
    explainingPath('room', 'integrity', (id) => needs.get(id)),
    ['room'],
  );
});

t.test('a cumulation raises only, a distribution lowers only', async (t) => {
  const after = (effect: 'cumulation' | 'distribution', level: NeedLevel) => {
    const override = { effect, level, reason: 'r' };
    const stated = new Map<string, StatedNeeds>([
      ['a', own('high')],
      ['b', { confidentiality: { level: null, override } }],
      ['c', {}],
    ]);
    const needs = whole(stated, [edge('a>b'), edge('b>c')]);
    const { confidentiality, derivation } = needs.get('b')!;
    t.equal(needs.get('c')!.confidentiality, confidentiality, 'what follows is handed on');
    return `${confidentiality} ${derivation.confidentiality.cause}`;
  };
  t.equal(after('cumulation', 'very_high'), 'very_high cumulation');
  t.equal(after('cumulation', 'high'), 'high inherited');
  t.equal(after('distribution', 'normal'), 'normal distribution');
  t.equal(after('distribution', 'high'), 'high inherited');
});

t.test('a circle is named from one of its objects round to the same', async (t) => {
  const edges = ['a>b', 'b>c', 'c>d', 'd>b', 'd>e'].map(edge);
  const result = effectiveNeeds(new Map([...'abcde'].map((id) => [id, {}])), edges, new Map());
  const cycle = 'cycle' in result ? result.cycle : [];
  t.ok(cycle.length > 1);
  t.equal(cycle[0], cycle.at(-1));
  t.same([...new Set(cycle)].toSorted(), ['b', 'c', 'd']);
  for (const [at, id] of cycle.slice(1).entries()) {
    t.ok(edges.some(({ source, target }) => source === cycle[at] && target === id));
  }
  t.same(findPath(edges, 'a', 'e'), ['a', 'b', 'c', 'd', 'e']);
  t.equal(findPath(edges, 'e', 'a'), undefined);
});

const ids = [...'abcdefghij'];
const level = fc.constantFrom(...needLevels);
const override = fc.record({
  effect: fc.constantFrom('cumulation' as const, 'distribution' as const),
  level,
  reason: fc.constant('r'),
});
const said = fc.record({
  level: fc.option(level, { nil: null }),
  override: fc.option(override, { nil: null, freq: 3 }),
});
const edit = fc.oneof(
  fc.record({ id: fc.constantFrom(...ids), need: said }),
  fc.record({ source: fc.constantFrom(...ids), target: fc.constantFrom(...ids), there: fc.boolean() }),
);

/** A graph that is edited step by step, as the store does it: only what a change reaches is computed. */
class Edited {
  stated = new Map<string, StatedNeeds>(ids.map((id) => [id, {}]));
  edges: NeedEdge[] = [];
  needs = whole(this.stated, []);

  apply(change: typeof edit extends fc.Arbitrary<infer T> ? T : never): 'done' | 'cycle' {
    const before = this.edges;
    if ('id' in change) this.stated.set(change.id, { availability: change.need });
    else {
      const others = before.filter((e) => e.source !== change.source || e.target !== change.target);
      this.edges = change.there ? [...others, { source: change.source, target: change.target }] : others;
    }
    const root = 'id' in change ? change.id : change.target;
    const reached = reachedFrom(this.edges, [root]);
    const result = effectiveNeeds(
      new Map([...reached].map((id) => [id, this.stated.get(id)!])),
      this.edges.filter(({ target }) => reached.has(target)),
      this.needs,
    );
    if ('cycle' in result) {
      this.edges = before;
      return 'cycle';
    }
    for (const [id, need] of result.needs) this.needs.set(id, need);
    return 'done';
  }
}

t.test('step by step gives what computing everything gives, and circles are refused', async (t) => {
  const property = fc.property(fc.array(edit, { maxLength: 60 }), (edits) => {
    const graph = new Edited();
    for (const change of edits) {
      const circular =
        !('id' in change) &&
        change.there &&
        findPath(graph.edges, change.target, change.source) !== undefined;
      if ((graph.apply(change) === 'cycle') !== circular) return false;
    }
    t.same(graph.needs, whole(graph.stated, graph.edges));
    return true;
  });
  fc.assert(property, { numRuns: 150 });
});

t.test('the order of edits does not matter', async (t) => {
  const needs = fc.array(said, { minLength: ids.length, maxLength: ids.length });
  const pairs = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 25 });
  const property = fc.property(needs, pairs, fc.infiniteStream(fc.nat()), (said, pairs, chance) => {
    const edits = [
      ...ids.map((id, at) => ({ id, need: said[at]! })),
      // From the earlier to the later object: no circles, so that every order is allowed.
      ...pairs.filter(([a, b]) => a < b).map(([a, b]) => ({ source: ids[a]!, target: ids[b]!, there: true })),
    ];
    const shuffled = edits
      .map((change) => ({ change, at: chance.next().value! }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ change }) => change);
    const [one, two] = [new Edited(), new Edited()];
    for (const change of edits) one.apply(change);
    for (const change of shuffled) two.apply(change);
    t.same(one.needs, two.needs);
  });
  fc.assert(property, { numRuns: 100 });
});

t.test('without a distribution nothing is below what depends on it', async () => {
  const levels = fc.array(level, { minLength: ids.length, maxLength: ids.length });
  const pairs = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 25 });
  fc.assert(
    fc.property(levels, pairs, (levels, pairs) => {
      const edges = pairs.filter(([a, b]) => a < b).map(([a, b]) => ({ source: ids[a]!, target: ids[b]! }));
      const needs = whole(new Map(ids.map((id, at) => [id, own(levels[at]!)])), edges);
      const of = (id: string): number => rank(needs.get(id)!.confidentiality);
      return (
        edges.every(({ source, target }) => of(source) <= of(target)) &&
        ids.every((id, at) => of(id) >= rank(levels[at]!))
      );
    }),
    { numRuns: 200 },
  );
});

t.test('an order puts every object after those that it inherits from', async () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 40 }), (pairs) => {
      const edges = pairs.map(([a, b]) => ({ source: ids[a]!, target: ids[b]! }));
      const ordered = inOrder(ids, edges);
      if ('cycle' in ordered) return ordered.cycle[0] === ordered.cycle.at(-1) && ordered.cycle.length > 1;
      const place = new Map(ordered.order.map((id, at) => [id, at]));
      return place.size === ids.length && edges.every((e) => place.get(e.source)! < place.get(e.target)!);
    }),
    { numRuns: 300 },
  );
});
