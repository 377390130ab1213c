import { type Place, readXml, type XmlHandler } from './xml.js';

/** A chapter or section that is being read. */
export interface Section {
  /** 1 is a chapter. */
  depth: number;
  /** With runs of white space made one blank. */
  title: string;
  parent: Section | undefined;
}

/** The parts of DocBook 5 that the Kompendium is written in. */
export interface DocBookHandler {
  /** A chapter or section whose title was just read. */
  section(section: Section, place: Place): void;
  /** A paragraph outside of tables; `listItem` when it stands in a list. */
  paragraph(text: string, listItem: boolean, section: Section | undefined): void;
  /** A table row: the text of its cells. */
  row(cells: string[], section: Section | undefined, place: Place): void;
  /** The last element of a chapter or section was read. */
  endSection(section: Section, place: Place): void;
}

/**
 * Streams a DocBook book into a handler.
 * @param chunks the file's bytes
 * @param file its name, for messages
 * @param handler gets sections, paragraphs and table rows in document order
 * @throws GrundwachtError CATALOG_MALFORMED as {@link readXml}
 */
export async function readDocBook(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  file: string,
  handler: DocBookHandler,
): Promise<void> {
  await readXml(chunks, file, new DocBookReader(handler));
}

const paragraphNames = new Set(['para', 'simpara']);
const sectionNames = new Set(['chapter', 'section']);

/** Keeps only the open chapter's frames and the text that is being collected. */
class DocBookReader implements XmlHandler {
  readonly #handler: DocBookHandler;
  #section: Section | undefined;
  #listItems = 0;
  #cells: string[] | undefined;
  #collected: string | undefined;
  #path: string[] = [];

  constructor(handler: DocBookHandler) {
    this.#handler = handler;
  }

  open(name: string): void {
    const parent = this.#path.at(-1);
    this.#path.push(name);
    if (sectionNames.has(name)) {
      this.#section = { depth: (this.#section?.depth ?? 0) + 1, title: '', parent: this.#section };
    } else if (name === 'listitem') {
      this.#listItems += 1;
    } else if (name === 'tr') {
      this.#cells = [];
    } else if (name === 'td' || name === 'th') {
      this.#collected = '';
    } else if (name === 'title' && parent !== undefined && sectionNames.has(parent)) {
      this.#collected = '';
    } else if (paragraphNames.has(name) && this.#cells === undefined) {
      this.#collected = '';
    }
  }

  text(text: string): void {
    if (this.#collected !== undefined) this.#collected += text;
  }

  close(name: string, place: Place): void {
    this.#path.pop();
    if (sectionNames.has(name)) this.#endSection(place);
    else if (name === 'listitem') this.#listItems -= 1;
    else if (name === 'tr') this.#endRow(place);
    else if (name === 'td' || name === 'th') this.#cells?.push(this.#take());
    else if (name === 'title' && sectionNames.has(this.#path.at(-1) ?? '')) this.#endTitle(place);
    else if (paragraphNames.has(name)) this.#endParagraph();
  }

  #endTitle(place: Place): void {
    const title = this.#take();
    if (this.#section === undefined) return;
    this.#section.title = title;
    this.#handler.section(this.#section, place);
  }

  #endParagraph(): void {
    // A cell's paragraphs become one text; they are separated by a blank.
    if (this.#cells !== undefined) this.text(' ');
    else this.#handler.paragraph(this.#take(), this.#listItems > 0, this.#section);
  }

  #endRow(place: Place): void {
    const cells = this.#cells ?? [];
    this.#cells = undefined;
    this.#handler.row(cells, this.#section, place);
  }

  #endSection(place: Place): void {
    const section = this.#section;
    if (section === undefined) return;
    this.#handler.endSection(section, place);
    this.#section = section.parent;
  }

  #take(): string {
    const text = (this.#collected ?? '').replace(/\s+/g, ' ').trim();
    this.#collected = undefined;
    return text;
  }
}
