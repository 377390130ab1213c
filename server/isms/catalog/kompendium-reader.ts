import type { DocBookHandler, Section } from './docbook.js';
import {
  type BausteinScope,
  bausteinScopes,
  type CrossReference,
  type ElementaryThreat,
  type ImplementationOrder,
  type Kompendium,
  type KompendiumBaustein,
  type KompendiumRequirement,
} from './kompendium.js';
import { subRequirements } from './sub-requirement.js';
import {
  bausteinTitle,
  type LayerId,
  layerTitle,
  requirementTitle,
  roleList,
  threatTitle,
} from './titles.js';
import { failAt, type Place } from './xml.js';

const chapterDepth = 1;
const bausteinDepth = 2;
const partDepth = 3;
const requirementDepth = 5;
const threatChapter = 'Elementare Gefährdungen';
const startOfFile: Place = { line: 1, column: 1 };

/** Recognises the Kompendium's parts by the depth and the title of its sections. */
export class KompendiumReader implements DocBookHandler {
  readonly #file: string;
  readonly #layers: { id: LayerId; title: string }[] = [];
  readonly #bausteine = new Map<string, KompendiumBaustein & { place: Place }>();
  readonly #requirementIds = new Set<string>();
  readonly #threats: ElementaryThreat[] = [];
  readonly #modelling = new Map<string, { order: ImplementationOrder; scope: BausteinScope }>();
  readonly #crossReferences: CrossReference[] = [];
  /** Threats in the head of the cross reference table that is being read, by column. */
  #columns: string[] = [];
  #baustein: KompendiumBaustein | undefined;
  #requirement: KompendiumRequirement | undefined;
  #threat: ElementaryThreat | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  section(section: Section, place: Place): void {
    if (section.depth === chapterDepth) this.#startChapter(section, place);
    else if (section.depth === bausteinDepth) this.#startSection(section, place);
    else if (section.depth === requirementDepth && this.#inRequirements(section)) {
      this.#startRequirement(section, place);
    }
  }

  paragraph(text: string, item: boolean): void {
    if (text === '') return;
    if (this.#requirement !== undefined) this.#requirement.text.push({ text, item });
    else if (this.#threat !== undefined) this.#threat.text.push({ text, item });
  }

  row(cells: string[], section: Section | undefined, place: Place): void {
    const [first = '', second = '', third = ''] = cells;
    if (this.#requirement !== undefined)
      this.#requirement.text.push({ text: cells.join(' | '), item: false });
    else if (this.#baustein !== undefined && /Kreuzreferenztabelle/.test(section?.title ?? '')) {
      this.#crossReference(this.#baustein, cells, place);
    } else if (this.#baustein !== undefined) this.#responsibility(this.#baustein, first, second);
    else if (/^R\d$/.test(second)) this.#model(first, second, third, place);
  }

  endSection(section: Section): void {
    if (section.depth === bausteinDepth) {
      this.#baustein = undefined;
      this.#threat = undefined;
    } else if (section.depth === requirementDepth && this.#requirement !== undefined) {
      const { id, text, withdrawn } = this.#requirement;
      if (!withdrawn)
        this.#requirement.subRequirements = subRequirements(
          id,
          text.map((paragraph) => paragraph.text),
        );
      this.#requirement = undefined;
    }
  }

  /**
   * @returns what was read
   * @throws GrundwachtError CATALOG_MALFORMED when a Baustein misses its place in the tables
   */
  result(): Kompendium {
    if (this.#bausteine.size === 0) {
      failAt(
        this.#file,
        startOfFile,
        'has no Bausteine: is it the DocBook file of the IT-Grundschutz-Kompendium?',
      );
    }
    if (this.#threats.length === 0) {
      failAt(this.#file, startOfFile, {
        message: 'has no elementary threats in a chapter "{threatChapter}"',
        values: { threatChapter },
      });
    }
    const missing = [...this.#modelling.keys()].find((id) => !this.#bausteine.has(id));
    if (missing !== undefined) {
      failAt(this.#file, startOfFile, {
        message: '{missing} stands in the table of "Modellierung" but has no section',
        values: { missing },
      });
    }
    const bausteine = [...this.#bausteine.values()].map(({ place, ...baustein }) => {
      const model = this.#modelling.get(baustein.id);
      if (model === undefined)
        failAt(this.#file, place, {
          message: '{id} is missing in the table of "Modellierung"',
          values: { id: baustein.id },
        });
      if (baustein.responsible === '')
        failAt(this.#file, place, { message: '{id} names no responsible role', values: { id: baustein.id } });
      if (baustein.requirements.length === 0)
        failAt(this.#file, place, { message: '{id} has no requirements', values: { id: baustein.id } });
      return { ...baustein, ...model };
    });
    this.#checkCrossReferences();
    return {
      layers: this.#layers,
      bausteine,
      threats: this.#threats,
      crossReferences: this.#crossReferences,
    };
  }

  #startChapter(section: Section, place: Place): void {
    const layer = layerTitle(section.title);
    if (layer === undefined) return;
    if (this.#layers.some(({ id }) => id === layer.id))
      failAt(this.#file, place, { message: 'layer {id} occurs twice', values: { id: layer.id } });
    this.#layers.push(layer);
  }

  #startSection(section: Section, place: Place): void {
    const chapter = section.parent?.title ?? '';
    const layer = layerTitle(chapter);
    if (chapter === threatChapter) this.#startThreat(section, place);
    else if (layer !== undefined) this.#startBaustein(section, layer.id, place);
  }

  #startThreat(section: Section, place: Place): void {
    const threat = threatTitle(section.title);
    if (threat === undefined) {
      failAt(this.#file, place, {
        message: '"{title}" is not the title of an elementary threat (G 0.<n> <title>)',
        values: { title: section.title },
      });
    }
    if (this.#threats.some(({ id }) => id === threat.id)) {
      failAt(this.#file, place, { message: '{id} occurs twice', values: { id: threat.id } });
    }
    this.#threat = { ...threat, text: [] };
    this.#threats.push(this.#threat);
  }

  #startBaustein(section: Section, layer: LayerId, place: Place): void {
    const title = bausteinTitle(section.title);
    if (title === undefined || title.id.split('.')[0] !== layer) {
      failAt(this.#file, place, {
        message: '"{title}" is not the title of a Baustein of {layer}',
        values: { title: section.title, layer },
      });
    }
    if (this.#bausteine.has(title.id))
      failAt(this.#file, place, { message: '{id} occurs twice', values: { id: title.id } });
    const baustein = {
      ...title,
      layer,
      // Order and scope stand in the table of the chapter before; result() puts them in.
      order: 'R3' as const,
      scope: 'domain' as const,
      responsible: '',
      furtherRoles: [],
      requirements: [],
      place,
    };
    this.#bausteine.set(title.id, baustein);
    this.#baustein = baustein;
  }

  #inRequirements(section: Section): boolean {
    let part: Section | undefined = section;
    while (part !== undefined && part.depth > partDepth) part = part.parent;
    return this.#baustein !== undefined && part?.title === 'Anforderungen';
  }

  #startRequirement(section: Section, place: Place): void {
    const title = requirementTitle(section.title);
    if (title === undefined || title.baustein !== this.#baustein?.id) {
      const form = `${this.#baustein?.id}.A<n> <title> (B|S|H) [roles]`;
      failAt(this.#file, place, {
        message: '"{title}" is not the title of a requirement: expected {form}',
        values: { title: section.title, form },
      });
    }
    if (this.#requirementIds.has(title.id))
      failAt(this.#file, place, { message: '{id} occurs twice', values: { id: title.id } });
    this.#requirementIds.add(title.id);
    const { baustein: _, ...rest } = title;
    this.#requirement = { ...rest, text: [], subRequirements: [] };
    this.#baustein.requirements.push(this.#requirement);
  }

  /** Head: the threats' numbers; every other row: a requirement's number and a mark below each threat it counters. */
  #crossReference(baustein: KompendiumBaustein, cells: string[], place: Place): void {
    const [first = '', ...marks] = cells;
    if (marks.some((cell) => /^G 0\.\d+/.test(cell))) {
      this.#columns = marks.map((cell) => /^G 0\.\d+/.exec(cell)?.[0] ?? '');
      return;
    }
    const number = /(?:^|\.)A(\d+)\b/.exec(first)?.[1];
    if (number === undefined) {
      failAt(this.#file, place, {
        message: '"{first}" is no requirement in a row of a cross reference table',
        values: { first },
      });
    }
    for (const [at, mark] of marks.entries()) {
      const threat = this.#columns[at];
      if (!/^[xX✓]$/.test(mark) || threat === undefined || threat === '') continue;
      this.#crossReferences.push({ requirement: `${baustein.id}.A${number}`, threat });
    }
  }

  #checkCrossReferences(): void {
    const threats = new Set(this.#threats.map(({ id }) => id));
    for (const { requirement, threat } of this.#crossReferences) {
      const missing = this.#requirementIds.has(requirement) ? threat : requirement;
      if (this.#requirementIds.has(requirement) && threats.has(threat)) continue;
      failAt(this.#file, startOfFile, {
        message: '{missing} stands in a cross reference table but has no section',
        values: { missing },
      });
    }
  }

  #responsibility(baustein: KompendiumBaustein, label: string, roles: string): void {
    if (label === 'Grundsätzlich zuständig') baustein.responsible = roles;
    else if (label === 'Weitere Zuständigkeiten') baustein.furtherRoles = roleList(roles);
  }

  #model(baustein: string, order: string, target: string, place: Place): void {
    const id = bausteinTitle(baustein)?.id;
    const scope = (bausteinScopes as Record<string, BausteinScope | undefined>)[target];
    if (id === undefined || scope === undefined || !/^R[123]$/.test(order)) {
      failAt(this.#file, place, {
        message: '"{baustein} | {order} | {target}" is not a row of the modelling table',
        values: { baustein, order, target },
      });
    }
    this.#modelling.set(id, { order: order as ImplementationOrder, scope });
  }
}
