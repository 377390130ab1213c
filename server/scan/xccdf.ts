import { type RuleResult, ruleResults } from '../contract/scan.js';
import { failAt, type Place, readXml, type XmlHandler } from '../isms/catalog/xml.js';
import { countResults, hostFacts } from './facts.js';
import { malformed, type ParsedScan, type ScannedRule, scanLimits, shorten } from './parsed-scan.js';

/**
 * Reads XCCDF 1.2 results (NIST IR 7275r4, 6.6.4), bare or inside of an ARF (NIST IR 7694) with its data stream. Of
 * the benchmark and of OVAL's results only titles are kept, so memory is bounded by the number of rules.
 * @param chunks bytes of the XML file
 * @param file its name, for messages
 * @throws GrundwachtError SCAN_MALFORMED
 */
export async function readXccdf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  file: string,
): Promise<ParsedScan> {
  const reader = new XccdfReader(file);
  await readXml(chunks, file, reader, { code: 'SCAN_MALFORMED', maxBytes: scanLimits.unfoldedBytes });
  return reader.scan();
}

type Attributes = Readonly<Record<string, string>>;
interface TextWanted {
  depth: number;
  text: string;
  done(text: string): void;
}

class XccdfReader implements XmlHandler {
  readonly #file: string;
  readonly #path: string[] = [];
  #wanted: TextWanted | undefined;
  /** Titles of rules and profiles by their ids. */
  readonly #titles = new Map<string, string>();
  #owner: { depth: number; id: string } | undefined;

  #test: { depth: number; attributes: Attributes; place: Place } | undefined;
  #rule: ScannedRule | undefined;
  readonly #rules: ScannedRule[] = [];
  readonly #counts = countResults([]);
  readonly #hosts: string[] = [];
  readonly #addresses: string[] = [];
  #profile = '';
  #benchmark = '';
  #scanner = '';
  #scannerVersion = '';

  constructor(file: string) {
    this.#file = file;
  }

  open(name: string, attributes: Attributes, place: Place): void {
    const parent = this.#path.at(-1);
    this.#path.push(name);
    if (this.#test !== undefined && this.#path.length > this.#test.depth) {
      this.#inTest(name, parent, attributes, place);
    } else if (name === 'TestResult') {
      this.#startTest(attributes, place);
    } else if ((name === 'Rule' || name === 'Profile') && attributes['id'] !== undefined) {
      this.#owner = { depth: this.#path.length, id: attributes['id'] };
    } else if (name === 'title' && this.#owner?.depth === this.#path.length - 1) {
      const { id } = this.#owner;
      this.#want(scanLimits.titleLength, (title) => this.#keepTitle(id, title, place));
    }
  }

  close(name: string): void {
    if (this.#wanted?.depth === this.#path.length) {
      const { text, done } = this.#wanted;
      this.#wanted = undefined;
      done(text);
    }
    if (this.#owner?.depth === this.#path.length) this.#owner = undefined;
    if (name === 'rule-result' && this.#rule !== undefined) this.#keepRule(this.#rule);
    this.#path.pop();
  }

  text(text: string): void {
    // Twice the longest that is kept: white space is folded later.
    if (this.#wanted !== undefined && this.#wanted.text.length < 2 * scanLimits.messageLength) {
      this.#wanted.text += text;
    }
  }

  scan(): ParsedScan {
    if (this.#test === undefined) {
      malformed(
        this.#file,
        'has no <TestResult>: it is no result of a scan but, it seems, a benchmark or data stream to scan by',
      );
    }
    const { attributes, place } = this.#test;
    const finishedAt = timeOf(attributes['end-time'] ?? '');
    if (Number.isNaN(finishedAt)) failAt(this.#file, place, 'TestResult has no end-time', 'SCAN_MALFORMED');
    const startedAt = timeOf(attributes['start-time'] ?? '');
    for (const rule of this.#rules) rule.title = this.#titles.get(rule.rule) ?? rule.rule;
    const [tool, version] = toolOf(attributes['test-system'] ?? '');
    return {
      format: 'xccdf',
      tool: shorten(this.#scanner || tool, scanLimits.titleLength),
      toolVersion: shorten(this.#scannerVersion || version, scanLimits.titleLength),
      ...hostFacts(this.#hosts, this.#addresses),
      startedAt: Number.isNaN(startedAt) ? undefined : startedAt,
      finishedAt,
      profile: this.#titles.get(this.#profile) ?? shorten(this.#profile, scanLimits.titleLength),
      benchmark: shorten(
        [this.#benchmark, attributes['version']].filter(Boolean).join(' '),
        scanLimits.titleLength,
      ),
      signature: null,
      counts: this.#counts,
      rules: this.#rules,
    };
  }

  #startTest(attributes: Attributes, place: Place): void {
    if (this.#test !== undefined) {
      failAt(
        this.#file,
        place,
        'has a second <TestResult>: import the results of each scan as a file of its own',
        'SCAN_MALFORMED',
      );
    }
    this.#test = { depth: this.#path.length, attributes, place };
  }

  #inTest(name: string, parent: string | undefined, attributes: Attributes, place: Place): void {
    if (name === 'rule-result') this.#startRule(attributes, place);
    else if (parent === 'rule-result') this.#inRule(name, place);
    else if (name === 'benchmark') this.#benchmark = attributes['id'] ?? attributes['href'] ?? '';
    else if (name === 'profile') this.#profile = attributes['idref'] ?? '';
    else if (name === 'target') this.#want(scanLimits.idLength, (text) => this.#add(this.#hosts, text));
    else if (name === 'target-address') {
      this.#want(scanLimits.idLength, (text) => this.#add(this.#addresses, text));
    } else if (name === 'fact') this.#startFact(attributes['name'] ?? '');
  }

  /** Names of facts: NIST IR 7275r4, table 36. */
  #startFact(fact: string): void {
    const take = (into: (text: string) => void) => this.#want(scanLimits.idLength, into);
    if (/:(?:fqdn|host_name)$/.test(fact)) take((text) => this.#add(this.#hosts, text));
    else if (/:ipv[46]$/.test(fact)) take((text) => this.#add(this.#addresses, text));
    else if (fact.endsWith(':scanner:name')) {
      take((text) => {
        this.#scanner = text;
      });
    } else if (fact.endsWith(':scanner:version')) {
      take((text) => {
        this.#scannerVersion = text;
      });
    }
  }

  #startRule(attributes: Attributes, place: Place): void {
    const rule = attributes['idref'];
    if (rule === undefined) failAt(this.#file, place, 'rule-result has no idref', 'SCAN_MALFORMED');
    this.#rule = {
      rule: shorten(rule, scanLimits.idLength),
      title: '',
      severity: shorten(attributes['severity'] ?? 'unknown', 20),
      result: 'unknown',
      identifiers: [],
      message: '',
    };
  }

  #inRule(name: string, place: Place): void {
    const rule = this.#rule;
    if (rule === undefined) return;
    if (name === 'result') {
      this.#want(scanLimits.idLength, (text) => {
        const result = ruleResults.find((known) => known === text);
        if (result === undefined) {
          failAt(
            this.#file,
            place,
            { message: '"{text}" is no result that XCCDF knows', values: { text } },
            'SCAN_MALFORMED',
          );
        }
        rule.result = result;
      });
    } else if (name === 'ident') {
      this.#want(scanLimits.idLength, (text) => this.#add(rule.identifiers, text));
    } else if (name === 'message') {
      this.#want(scanLimits.messageLength, (text) => {
        rule.message = shorten(`${rule.message} ${text}`, scanLimits.messageLength);
      });
    }
  }

  #keepRule(rule: ScannedRule): void {
    this.#rule = undefined;
    this.#counts[rule.result as RuleResult] += 1;
    if (rule.result === 'notselected') return;
    if (this.#rules.length >= scanLimits.rules)
      malformed(this.#file, { message: 'has more than {rules} rules', values: { rules: scanLimits.rules } });
    this.#rules.push(rule);
  }

  #keepTitle(id: string, title: string, place: Place): void {
    if (this.#titles.size >= 2 * scanLimits.rules) {
      failAt(
        this.#file,
        place,
        { message: 'has more than {rules} rules and profiles', values: { rules: 2 * scanLimits.rules } },
        'SCAN_MALFORMED',
      );
    }
    if (!this.#titles.has(id)) this.#titles.set(id, title);
  }

  #want(length: number, done: (text: string) => void): void {
    this.#wanted = { depth: this.#path.length, text: '', done: (text) => done(shorten(text, length)) };
  }

  #add(list: string[], text: string): void {
    if (text !== '' && list.length < scanLimits.names) list.push(text);
  }
}

/** A time without a zone, which xsd:dateTime allows, is UTC: `Date.parse` takes it for that of the machine. */
const timeOf = (text: string): number => Date.parse(/T[\d:.]+$/.test(text) ? `${text}Z` : text);

/** @returns name and version of a CPE such as `cpe:/a:redhat:openscap:1.3.7` */
function toolOf(cpe: string): [string, string] {
  const [, , , name = '', version = ''] = cpe.split(':');
  return [name || 'XCCDF', version];
}
