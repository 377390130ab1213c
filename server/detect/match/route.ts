import type { Event } from '../../contract/event.js';
import type { ProgramWrapper } from '../rule-guard.js';
import type { Expression } from '../sigma/expression.js';
import type { FoldedRules } from './folded-rules.js';
import { Frame } from './frame.js';
import { GuardPlan } from './guard-plan.js';
import { flatten } from './interpret.js';
import type { JsonLine } from './json-line.js';
import { KeywordScan } from './keyword-scan.js';
import type { PlanSchedule } from './plan-schedule.js';
import { compileProgram, type LineSource, type Program, SlotTable } from './program.js';
import { type LineScreen, type ScreenPart, ScreenPartBuilder } from './screen.js';
import { searchable } from './searchable.js';
import { SlotGuards } from './slot-guards.js';
import { lowerCase, textOfValue } from './value-test.js';

/** A shorter keyword would be found everywhere. */
const shortestKeyword = 3;

/** The rules that can match the events of one route, compiled for them. */
export class Route {
  /** Numbers of the rules in the engine. */
  private readonly rules: readonly number[];
  private readonly programs: Program[] = [];
  private readonly table: SlotTable;
  private readonly frame: Frame;
  /** Slots whose values make rules candidates. */
  private guardSlots: number[] = [];
  /** Rules that every event is asked. */
  private always: number[] = [];
  private keywords: KeywordScan | undefined;
  /** Finds the candidates in lines without reading their values. */
  private screen: LineScreen | undefined;
  private readonly lines: LineSource;
  private readonly schedule: PlanSchedule;
  /** Per rule: the event for which it was evaluated last. */
  private readonly asked: Float64Array;
  private events = 0;
  private hits: number[] = [];
  private readonly asker = (rule: number): void => this.ask(rule);
  private readonly reader = (slot: number): void => this.frame.candidates(slot, this.asker);
  private samples: string[][][] = [];
  private guardPlan: GuardPlan | undefined;
  private planned = false;
  private seesLines = false;
  /** The rules' expressions, dropped when guards need not be chosen any more. */
  private own: readonly Expression[] | undefined;

  constructor(
    { rules, expressions }: FoldedRules,
    lines: LineSource,
    wrap: ProgramWrapper,
    schedule: PlanSchedule,
  ) {
    this.schedule = schedule;
    this.table = new SlotTable(lines);
    this.lines = lines;
    this.rules = rules;
    this.own = expressions;
    this.programs = expressions.map((one, i) => wrap(compileProgram(one, this.table), rules[i]!));
    this.frame = new Frame(this.table.slots);
    this.asked = new Float64Array(this.rules.length);
    this.samples = this.table.slots.map(() => []);
  }

  /** Adds the numbers of the rules that are true for the event, ascending. */
  match(event: Event, hits: number[]): void {
    if (this.rules.length === 0) return;
    this.frame.begin(event);
    this.events++;
    this.hits = hits;
    if (!this.planned) this.askAll();
    else {
      if (this.keywords !== undefined) this.keywords.find(event, this.asker);
      this.askCandidates();
    }
    this.finish();
  }

  /** The same for a line, of whose event only what cannot be told from the line is asked. */
  matchLine(line: JsonLine, hits: number[]): void {
    if (this.rules.length === 0) return;
    this.frame.beginLine(line);
    this.seesLines = true;
    this.events++;
    this.hits = hits;
    if (!this.planned) this.askAll();
    else if (line.foldsAsAscii && this.screen?.find(this.asker, this.reader)) this.askAlways();
    else {
      if (this.keywords !== undefined) this.keywords.findInLine(line, this.asker);
      this.askCandidates();
    }
    this.finish();
  }

  /** Most routes see too few events to be worth a plan. */
  private askAll(): void {
    for (let rule = 0; rule < this.rules.length; rule++) this.ask(rule);
  }

  private askCandidates(): void {
    const { frame, guardSlots } = this;
    for (let i = 0; i < guardSlots.length; i++) frame.candidates(guardSlots[i]!, this.asker);
    this.askAlways();
  }

  private askAlways(): void {
    const { always } = this;
    for (let i = 0; i < always.length; i++) this.ask(always[i]!);
  }

  private finish(): void {
    const { hits } = this;
    if (hits.length > 1) hits.sort((a, b) => a - b);
    if (this.own === undefined) return;
    if (!this.planned || this.events % this.schedule.sampleEvery === 0) this.sample(this.own);
  }

  private ask(rule: number): void {
    if (this.asked[rule] === this.events) return;
    this.asked[rule] = this.events;
    if (this.programs[rule]!(this.frame)) this.hits.push(this.rules[rule]!);
  }

  private sample(own: readonly Expression[]): void {
    this.table.slots.forEach((_, slot) => {
      if (slot === this.table.keywordSlot) return;
      const texts = flatten(this.frame.value(slot)).map(textOfValue);
      this.samples[slot]!.push(texts.filter((text) => text !== undefined).map(lowerCase));
    });
    const { first, last } = this.schedule;
    if (this.events < (this.planned ? last : first)) return;
    this.guardPlan ??= new GuardPlan(own, (leaf) => this.table.slotOf(leaf.names));
    this.guardPlan.learn(this.samples);
    this.plan(this.guardPlan);
    this.planned = true;
    if (this.events < last) return;
    this.samples = [];
    this.guardPlan = undefined;
    this.own = undefined;
  }

  /** Chooses the guards and builds the indexes that find the candidates. */
  private plan(guardPlan: GuardPlan): void {
    const { slots, keywordSlot } = this.table;
    const guards = new Map<number, SlotGuards>();
    const keywords: { text: string; value: number }[] = [];
    this.always = [];
    const eventOnly = (slot: number): boolean =>
      this.seesLines && slot !== keywordSlot && slots[slot]!.keys === undefined;
    guardPlan.guards(eventOnly).forEach((guard, rule) => {
      const words = guard?.units
        .filter((unit) => unit.slot === keywordSlot)
        .map(({ kind, text }) => (kind === 'run' ? undefined : searchable(text, shortestKeyword)));
      if (guard === undefined || words === undefined || words.includes(undefined)) {
        this.always.push(rule);
        return;
      }
      for (const text of words) if (text !== undefined) keywords.push({ text, value: rule });
      for (const unit of guard.units) {
        if (unit.slot === keywordSlot) continue;
        const ofSlot = guards.get(unit.slot) ?? new SlotGuards();
        guards.set(unit.slot, ofSlot);
        ofSlot.add(unit, rule);
      }
    });
    this.keywords = KeywordScan.of(keywords);
    this.guardSlots = [...guards.keys()];
    for (const ofSlot of guards.values()) ofSlot.complete();
    slots.forEach((slot, i) => {
      slot.setGuards(guards.get(i));
    });
    this.screen = this.lines.screenOf?.([
      ...(keywords.length > 0 ? keywordParts(keywords) : []),
      ...[...guards].flatMap(([slot, ofSlot]) => ofSlot.screenParts(slots[slot]!.keys ?? 'event', slot)),
    ]);
  }
}

/** @param keywords parts of them with the rules that they make candidates */
function keywordParts(keywords: readonly { text: string; value: number }[]): ScreenPart[] {
  const part = new ScreenPartBuilder();
  for (const { text, value } of keywords) part.addPresent({ kind: 'substring', text }, value);
  return part.build('line', 0, []);
}
