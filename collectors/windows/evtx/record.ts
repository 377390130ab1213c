import { Malformed } from './binxml/malformed.js';
import type { ElementNode, Fragment } from './binxml/node.js';
import { hasElement, repeatedItems } from './binxml/presence.js';
import type { BinXmlReader } from './binxml/reader.js';
import { type EventObject, renderObject } from './binxml/render-object.js';
import { renderXml } from './binxml/render-xml.js';
import type { Value } from './binxml/value.js';
import { filetimeMilliseconds } from './binxml/value-time.js';
import { type RecordFrame, recordHeaderBytes } from './record-frames.js';

/**
 * A record of an .evtx file. Its text is made when asked for, each time anew; until the record is let go it holds
 * its chunk's 64 KiB.
 */
export class EvtxRecord {
  /** The record's number in this file. A file that was exported counts anew; System/EventRecordID does not. */
  readonly recordId: number;
  /** When the service wrote the record, milliseconds since the epoch; the event's own time is in its System. */
  readonly time: number;
  /** Offset of the record's chunk in the file. */
  readonly chunkOffset: number;
  /** Offset of the record in the file. */
  readonly offset: number;
  /** The chunk counts as damaged: the record parsed, but a value can be altered. */
  readonly fromDamagedChunk: boolean;
  readonly #document: Fragment;

  /** @throws Malformed when the record's BinXML is damaged */
  constructor(
    bytes: Buffer,
    frame: RecordFrame,
    reader: BinXmlReader,
    chunk: { offset: number; damaged: boolean },
  ) {
    this.recordId = frame.recordId;
    this.time = filetimeMilliseconds(bytes, frame.at + 16);
    this.chunkOffset = chunk.offset;
    this.offset = chunk.offset + frame.at;
    this.fromDamagedChunk = chunk.damaged;
    this.#document = reader.readDocument(frame.at + recordHeaderBytes, frame.at + frame.size - 4);
    requireRoot(this.#document, frame.at);
  }

  /** @returns the event as XML: well-formed, without declaration and indentation */
  xml(): string {
    return renderXml(this.#document);
  }

  /** @returns the event as an object, see {@link renderObject}: `{Event: {System, EventData or UserData}}` */
  toObject(): EventObject {
    return renderObject(this.#document);
  }
}

/** XML 1.0 2.1: a document has exactly one root element. */
function requireRoot(document: Fragment, at: number): void {
  let fragment = document;
  let values: readonly Value[] = [];
  for (;;) {
    const roots = fragment.nodes.filter((node) => node.kind !== 'instruction');
    const root = roots[0];
    if (roots.length !== 1 || root === undefined)
      throw new Malformed(at, `has ${roots.length} root elements`);
    if (root.kind === 'element') {
      requirePresent(root, values, at);
      return;
    }
    if (root.kind !== 'instance') throw new Malformed(at, 'has no root element');
    fragment = root.template;
    values = root.values;
  }
}

function requirePresent(root: ElementNode, values: readonly Value[], at: number): void {
  if (!hasElement(root, values) || repeatedItems(root, values) !== undefined) {
    throw new Malformed(at, 'has a root element that its values remove or repeat');
  }
}
