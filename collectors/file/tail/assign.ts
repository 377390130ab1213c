import { Content, type Fit, isBeginningOf } from './content.js';
import { type Match, namesOneFile } from './find-matches.js';
import { headBytes } from './fingerprint.js';
import { bySuccession, isGzipName, isLive, withoutGzip } from './generations.js';
import { numberOf } from './known-files.js';
import { alikeBytes, type TailedFile } from './tailed-file.js';

/** What lies in a folder of one name's generations, and what of it is known. */
export interface Assignment {
  /** All that was looked at, from the oldest to the newest. */
  found: readonly Match[];
  /** Where the content of a known file lies. */
  homes: Map<TailedFile, Match>;
  /** Other files that hold the content of a known one, or of one that is found beside: not to be read. */
  copies: Map<Match, TailedFile | undefined>;
  /** Content that is not known, from the oldest. */
  fresh: Fresh[];
  /** When a packed file that cannot be judged, as while it is written, was changed last; undefined: there is none. */
  unclear: number | undefined;
}

export interface Fresh {
  match: Match;
  /** Its first bytes. */
  head: Buffer;
  /** Newer than everything that is known. */
  isNewer: boolean;
}

/** What is known from the looks before. */
export interface Before {
  /** Whether a file is, or is a copy of, a known one and has not changed since. */
  isTrusted(match: Match, file: TailedFile): boolean;
  /** Known files that were empty: what they hold now says nothing about what was before it. */
  empty: ReadonlySet<TailedFile>;
}

/** So much of the beginning is known that an equal one is no accident. */
const convincingBytes = 128;
/** So many files of one name are compared by content; more are no generations of one. */
const familyLimit = 500;
/** Times of files have a grain of some milliseconds. */
const grainMs = 5;

/**
 * Finds out which files hold what is known: by content, since names change with every rotation and inode numbers are
 * given again. Reads only.
 * @param found generations of one name that lie in a folder now
 * @param known files of that name that are followed or were
 */
export async function assign(
  found: readonly Match[],
  known: readonly TailedFile[],
  before: Before,
): Promise<Assignment> {
  return new Assigner(found, known, before).assign();
}

class Assigner {
  private readonly found: Match[];
  private readonly known: readonly TailedFile[];
  private readonly before: Before;
  private readonly contents: Map<Match, Content>;
  private readonly left: Set<Match>;
  private readonly ranks: Map<Match, number>;
  private readonly paths: Map<string, Match>;
  private readonly inodes: Map<string, Match>;
  private readonly isLarge: boolean;
  private readonly homes = new Map<TailedFile, Match>();
  private readonly copies = new Map<Match, TailedFile | undefined>();
  private readonly undecided = new Set<Match>();

  constructor(found: readonly Match[], known: readonly TailedFile[], before: Before) {
    this.found = [...found].sort(bySuccession);
    this.known = known;
    this.before = before;
    this.contents = new Map(this.found.map((match) => [match, new Content(match)]));
    this.left = new Set(this.found);
    this.ranks = new Map(this.found.map((match, rank) => [match, rank]));
    this.paths = new Map(this.found.map((match) => [match.path, match]));
    this.inodes = new Map(this.found.map((match) => [match.inode, match]));
    this.isLarge = found.length > familyLimit || known.length > familyLimit;
  }

  async assign(): Promise<Assignment> {
    const twins = await this.takeTwins();
    // Who knows most is the least likely to be mistaken; of equals the older one has the older file.
    const filled = this.known.filter(({ head }) => head.length > 0);
    filled.sort((a, b) => b.knownBytes - a.knownBytes || numberOf(a) - numberOf(b));
    for (const file of filled) await this.place(file);
    const frontier = this.frontier();
    for (const file of this.known) if (file.head.length === 0 && !file.done) this.placeEmpty(file);
    for (const [packed, plain] of twins) this.copies.set(packed, this.holderOf(plain));
    const fresh = await this.freshFiles(frontier);
    const { found, homes, copies, undecided } = this;
    const unclear =
      undecided.size > 0 ? Math.max(...[...undecided].map(({ changed }) => changed)) : undefined;
    return { found, homes, copies, fresh, unclear };
  }

  /** A file that is being packed lies there packed, wholly or in part, and not packed: that one is read. */
  private async takeTwins(): Promise<[Match, Match][]> {
    const twins: [Match, Match][] = [];
    for (const packed of this.found.filter(({ path }) => isGzipName(path))) {
      const plain = this.paths.get(withoutGzip(packed.path));
      if (plain === undefined || isLive(plain)) continue;
      const heads = [await this.content(packed).head(), await this.content(plain).head()] as const;
      if (!beginsAlike(...heads)) continue;
      this.left.delete(packed);
      twins.push([packed, plain]);
    }
    return twins;
  }

  private async place(file: TailedFile): Promise<void> {
    const fitting: Match[] = [];
    const own = this.inodes.get(file.inode);
    const possible = this.isLarge ? [own].filter((match) => match !== undefined) : this.left;
    for (const match of possible)
      if (this.left.has(match) && (await this.fits(match, file))) fitting.push(match);
    const home = await this.choose(fitting, file);
    if (home === undefined) return;
    this.homes.set(file, home);
    this.left.delete(home);
    for (const match of fitting)
      if (match !== home && !isLive(match) && (await this.isCopy(match, home, file)))
        this.takeCopy(match, file);
  }

  private async fits(match: Match, file: TailedFile): Promise<boolean> {
    const content = this.content(match);
    const fit = await content.fit(file, this.before.isTrusted(match, file));
    if (fit === 'unreadable') return match.inode === file.inode;
    if (fit === 'unclear') this.undecided.add(match);
    return fit === 'same' && (file.head.length >= convincingBytes || this.isLikely(match, file));
  }

  /** Where little is known of a file, others may begin with it. */
  private async isLikely(match: Match, file: TailedFile): Promise<boolean> {
    if (match.inode === file.inode && (!file.done || namesOneFile(match.inode))) return true;
    if (!file.done) return match.path !== file.source && match.changed >= file.changed - 1;
    const all = await this.content(match).head();
    return Buffer.isBuffer(all) && all.length === file.offset;
  }

  /** Of files that begin with what is known: the one, or the oldest that it can be. */
  private async choose(fitting: readonly Match[], file: TailedFile): Promise<Match | undefined> {
    if (fitting.length < 2) return fitting[0];
    const own = fitting.find(({ inode }) => inode === file.inode) ?? fitting.find(isLive);
    const any = own ?? fitting.find(({ path }) => !isGzipName(path)) ?? fitting[0]!;
    if (file.knownBytes > alikeBytes) return any;
    const possible = fitting.filter((match) => match === own || match.changed >= file.changed - 1);
    if (own === undefined) return possible[0] ?? any;
    for (const match of possible.slice(0, possible.indexOf(own)))
      if (!(await isBeginningOf(this.content(match), this.content(own), file.knownBytes))) return match;
    return own;
  }

  private async isCopy(match: Match, home: Match, file: TailedFile): Promise<boolean> {
    if (file.knownBytes > alikeBytes) return true;
    const [one, other] = [this.content(match), this.content(home)];
    const from = file.knownBytes;
    return (await isBeginningOf(one, other, from)) || (await isBeginningOf(other, one, from));
  }

  private takeCopy(match: Match, file: TailedFile | undefined): void {
    this.left.delete(match);
    this.copies.set(match, file);
  }

  /** Of an empty file nothing is known but its inode: it is what no other one knows. */
  private placeEmpty(file: TailedFile): void {
    const own = this.inodes.get(file.inode);
    if (own === undefined || !this.left.delete(own)) return;
    this.homes.set(file, own);
  }

  /** @returns index of the newest file whose content is known; -1: none */
  private frontier(): number {
    const { empty } = this.before;
    const homes = [...this.homes].filter(([file]) => !empty.has(file)).map(([, match]) => match);
    const copies = [...this.copies].filter(([, file]) => file && !empty.has(file)).map(([match]) => match);
    return [...homes, ...copies].reduce((newest, match) => Math.max(newest, this.rankOf(match)), -1);
  }

  private async freshFiles(frontier: number): Promise<Fresh[]> {
    const since = this.known.reduce((latest, { changed }) => Math.max(latest, changed), 0) - grainMs;
    const live = this.found.findLast(isLive);
    const fresh: Fresh[] = [];
    for (const match of this.left) {
      const head = await this.content(match).head();
      if (head === 'unclear' || this.undecided.has(match)) this.undecided.add(match);
      else if (await this.isCopyOf(match, live)) this.copies.set(match, live && this.holderOf(live));
      else {
        const isNewer = frontier < 0 ? match.changed >= since : this.rankOf(match) > frontier;
        fresh.push({ match, head: Buffer.isBuffer(head) ? head : Buffer.alloc(0), isNewer });
      }
    }
    return fresh;
  }

  /** Copied from the live file, which is not emptied yet; or less than what was read of one that is. */
  private async isCopyOf(match: Match, live: Match | undefined): Promise<boolean> {
    if (this.isLarge || isLive(match) || match.size === 0) return false;
    if (live !== undefined && (await isBeginningOf(this.content(match), this.content(live)))) return true;
    for (const file of this.known)
      if (file.head.length >= headBytes && (await this.content(match).fit(file)) === 'shorter') {
        const head = await this.content(match).head();
        if (Buffer.isBuffer(head) && head.length >= headBytes) return true;
      }
    return false;
  }

  private holderOf(match: Match): TailedFile | undefined {
    for (const [file, home] of this.homes) if (home === match) return file;
    return this.copies.get(match);
  }

  private rankOf(match: Match): number {
    return this.ranks.get(match)!;
  }

  private content(match: Match): Content {
    return this.contents.get(match)!;
  }
}

function beginsAlike(packed: Buffer | Fit, plain: Buffer | Fit): boolean {
  if (!Buffer.isBuffer(packed) || !Buffer.isBuffer(plain)) return packed === 'unclear';
  const length = Math.min(packed.length, plain.length);
  return packed.subarray(0, length).equals(plain.subarray(0, length));
}
