import { SaxesParser } from 'saxes';

export interface XmlElement {
  /** Names from the root down, with slashes. */
  path: string;
  attributes: [string, string][];
  /** Character data; of an element with elements in it, trimmed. */
  text: string;
}

/**
 * @returns all elements in document order
 * @throws Error when the text is not well-formed
 */
export function xmlElements(xml: string): XmlElement[] {
  const elements: XmlElement[] = [];
  const open: (XmlElement & { parent: boolean })[] = [];
  const parser = new SaxesParser();
  const addText = (text: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  };
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    const around = open.at(-1);
    if (around !== undefined) around.parent = true;
    const path = around === undefined ? tag.name : `${around.path}/${tag.name}`;
    const element = { path, attributes: Object.entries(tag.attributes), text: '', parent: false };
    open.push(element);
    elements.push(element);
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop()!;
    if (element.parent) element.text = element.text.trim();
  });
  parser.write(xml).close();
  return elements.map(({ path, attributes, text }) => ({ path, attributes, text }));
}
