import type { ErrorCode, YAMLError } from 'yaml';
import type { Sentence } from '../../contract/fault.js';

/** What the parser's codes mean to who wrote the text; of what is missing here the parser's own words are told. */
const sentences: Partial<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'A reference (`*name`) has neither an anchor nor a tag.',
  BAD_ALIAS: 'The name of an anchor or of a reference is wrong.',
  BAD_DQ_ESCAPE: 'In double quotes a backslash begins an escape: write `\\\\`, or use single quotes.',
  BAD_INDENT: 'The line is not indented like those that it belongs to.',
  BAD_SCALAR_START: 'A value cannot begin with this character: put it in quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'Something is nested in the line of a key: begin a new line.',
  BLOCK_IN_FLOW: 'Between brackets there can be no indented block.',
  DUPLICATE_KEY: 'The key is there twice.',
  MULTILINE_IMPLICIT_KEY: 'A key has to stand in one line, with its colon.',
  MULTIPLE_ANCHORS: 'A value has one anchor at most.',
  MULTIPLE_TAGS: 'A value has one tag at most.',
  TAB_AS_INDENT: 'A line cannot be indented by tabs: use spaces.',
  TAG_RESOLVE_FAILED: 'The tag is not known, or does not go with the value.',
};

/** What is missing, by the parser's words for it. */
const missing: readonly (readonly [RegExp, Sentence])[] = [
  [/closing ['"]quote/, { message: 'The quotation has no end.' }],
  [/must end with a|Expected .*to end with/, { message: 'The bracket is not closed.' }],
  [/Missing ,/, { message: 'Between the values in brackets there is a comma missing.' }],
  [/followed by map values/, { message: 'Behind the key there is a colon missing.' }],
  [/Missing space after :/, { message: 'Behind the colon there is a space missing.' }],
];

/** @returns what is wrong with the text */
export function syntaxSentence({ code, message }: Pick<YAMLError, 'code' | 'message'>): Required<Sentence> {
  const [line = ''] = message.split('\n');
  const detail = line.replace(/ at line \d+, column \d+:?$/, '');
  const known = missing.find(([words]) => words.test(detail))?.[1].message ?? sentences[code];
  return known === undefined
    ? { message: 'This is no YAML: {detail}', values: { detail } }
    : { message: known, values: {} };
}
