import { equal, toBase64 } from "./bytes.ts";
import type { Finding, OpenedCheckpoint, Place, StoredTile, Verdict, Wrong } from "./log-verdict.ts";
import { Lookahead } from "./lookahead.ts";
import { RecentIds } from "./recent-ids.ts";
import { explainRoot } from "./root-hypotheses.ts";
import { RunningTree } from "./running-tree.ts";
import { TileStream } from "./tile-stream.ts";
import type { Hash, TreeHasher } from "./tree.ts";
import { verifyEvent } from "./verify-event.ts";
import type { DigestOf } from "./verify-event.ts";

/** What hashing costs most of the time, so that each machine does it as fast as it can. */
export interface LogHasher {
  tree: TreeHasher;
  /** SHA-256(0x00 ‖ UTF-8 of the text). */
  leafOf(text: string): Hash;
  digestOf: DigestOf;
}

type Batches<T> = AsyncIterable<readonly T[]> | Iterable<readonly T[]>;

export interface Expectations {
  /** Full tiles in the order in which they became full; where they are given, none may be missing. */
  tiles?: Batches<StoredTile>;
  /** The largest size that any checkpoint promises, kept ones included; tells a shorter log from a changed one. */
  promised?: number;
  /** Whether the entry at this place was pruned by right. Otherwise none was. */
  pruned?(sequence: number): boolean;
  /** Whether personal values of this event may be gone though nothing says that they were erased. Otherwise none may. */
  erased?(eventId: string, sequence: number): boolean;
  /** Hears the root of each tile that the log has filled, as its leaves make it. */
  filled?(level: number, index: number, root: Hash): void;
}

/** Explains, with what lies ahead at hand, what was found to be wrong at a place. */
type Doubt = () => Finding | Promise<Finding>;

const placesAhead = 1_024;
const mostLeavesSince = 512;

/**
 * Goes through a log in its order and stops at the first thing that is wrong. `places` and `checkpoints` come in
 * batches; checkpoints by size, and of one size those of the log before those that somebody kept.
 */
export async function verifyLog(
  hasher: LogHasher,
  places: Batches<Place>,
  checkpoints: Batches<OpenedCheckpoint>,
  expectations: Expectations = {},
): Promise<Verdict> {
  const verification = new Verification(hasher, places, checkpoints, expectations);
  try {
    return verification.verdict(await verification.run());
  } finally {
    await verification.stop();
  }
}

class Verification {
  readonly #hasher: LogHasher;
  readonly #expect: Expectations;
  readonly #places: Lookahead<Place>;
  readonly #checkpoints: Lookahead<OpenedCheckpoint>;
  readonly #tiles: TileStream | undefined;
  readonly #ids = new RecentIds();
  readonly #tree: RunningTree;
  /** The tree at the last checkpoint that fits or, where that is long ago, somewhat later. */
  #base: RunningTree;
  #mark: RunningTree;
  #since: Hash[] = [];
  #lastFit = 0;
  #fork: Finding | undefined;
  #doubt: Doubt | undefined;
  #counts = { pruned: 0, erased: 0, checkpoints: 0 };

  constructor(
    hasher: LogHasher,
    places: Batches<Place>,
    checkpoints: Batches<OpenedCheckpoint>,
    expectations: Expectations,
  ) {
    this.#hasher = hasher;
    this.#expect = expectations;
    this.#places = new Lookahead(places);
    this.#checkpoints = new Lookahead(checkpoints);
    this.#tiles = expectations.tiles && new TileStream(expectations.tiles);
    this.#tree = new RunningTree(hasher.tree);
    this.#base = this.#mark = this.#tree.copy();
  }

  verdict(finding: Finding | null): Verdict {
    return { size: this.#tree.size, ...this.#counts, root: this.#tree.root(), finding };
  }

  async stop(): Promise<void> {
    await Promise.all([this.#places.stop(), this.#checkpoints.stop(), this.#tiles?.stop()]);
  }

  async run(): Promise<Finding | null> {
    await this.#checkpoints.read((last) => last !== undefined);
    this.#meetCheckpoints();
    for (;;) {
      if (this.#doubt) return this.#explained(this.#doubt);
      await this.#places.read((_, count) => count > 0);
      const last = this.#places.last();
      if (!last) return this.#atEnd();
      await this.#tiles?.readBeyond(last.sequence);
      await this.#checkpoints.read((checkpoint) => checkpoint !== undefined && checkpoint.size > last.sequence + 1);
      this.#check();
    }
  }

  /** All places that were read, up to the first doubt, which stays in front. */
  #check(): void {
    for (let place = this.#places.peek(); place; place = this.#places.peek()) {
      this.#doubt = this.#doubtOf(place);
      if (this.#doubt) return;
      this.#append(place.hash);
      if (this.#doubt) return;
      this.#places.take();
    }
  }

  #doubtOf(place: Place): Doubt | undefined {
    const { sequence, leaf, hash } = place;
    if (sequence !== this.#tree.size) return () => this.#gap(place);
    if (leaf === null) {
      if (!this.#expect.pruned?.(sequence))
        return () => found("missing", place, "The event of this place is not there, and was not pruned.");
      this.#counts.pruned += 1;
    } else {
      const leafHash = this.#hasher.leafOf(leaf);
      if (!equal(leafHash, hash)) return () => this.#wrongLeaf(place, leafHash);
    }
    if (this.#tiles?.differs(sequence, hash)) return () => this.#wrongInTile(place);
    if (!this.#ids.add(place.eventId)) return () => found("inserted", place, "Its event has an earlier place already.");
    return this.#doubtOfContent(place);
  }

  #doubtOfContent(place: Place): Doubt | undefined {
    const verdict = verifyEvent(this.#hasher.digestOf, place);
    if ("wrong" in verdict) return () => found("changed", place, verdict.wrong);
    if (verdict.lost > 0 && !this.#expect.erased?.(place.eventId, place.sequence))
      return () => found("missing", place, "A personal value of it is gone, and was not erased.");
    this.#counts.erased += verdict.erased + verdict.lost;
    return undefined;
  }

  #append(hash: Hash): void {
    this.#tree.append(hash, (level, index, root) => {
      this.#expect.filled?.(level, index, root);
      const wrong = this.#tiles?.fill(level, index, root);
      if (wrong) this.#doubt ??= () => ({ ...wrong, sequence: this.#tree.size - 1 });
    });
    this.#since.push(hash);
    if (this.#since.length === mostLeavesSince) {
      this.#base = this.#mark;
      this.#since = this.#since.slice(mostLeavesSince / 2);
    }
    if (this.#since.length === mostLeavesSince / 2) this.#mark = this.#tree.copy();
    this.#meetCheckpoints();
  }

  #meetCheckpoints(): void {
    for (;;) {
      const checkpoint = this.#checkpoints.peek();
      if (!checkpoint || checkpoint.size > this.#tree.size) return;
      this.#checkpoints.take();
      this.#doubt ??= this.#meet(checkpoint);
    }
  }

  #meet({ size, root, kept, wrong }: OpenedCheckpoint): Doubt | undefined {
    if (wrong !== undefined) return () => ({ kind: kept ? "forked" : "changed", sequence: size, sentence: wrong });
    const actual = this.#tree.root();
    if (!equal(actual, root)) {
      if (!kept) return () => this.#wrongRoot(size, root);
      this.#fork ??= {
        kind: "forked",
        sequence: this.#lastFit,
        sentence: `The checkpoint of ${size} events that was kept says ${toBase64(root)}, this log says ${toBase64(actual)}: they do not tell of the same events.`,
      };
      return undefined;
    }
    this.#counts.checkpoints += 1;
    const fork = this.#fork;
    if (fork && !kept) return () => fork;
    this.#base = this.#mark = this.#tree.copy();
    this.#since = [];
    this.#lastFit = size;
    return undefined;
  }

  async #explained(doubt: Doubt): Promise<Finding> {
    await this.#places.read((_, count) => count > placesAhead);
    return doubt();
  }

  #gap({ sequence, eventId }: Place): Finding {
    const wanted = this.#tree.size;
    if (sequence < wanted)
      return { kind: "inserted", sequence, eventId, sentence: `There is more than one place ${sequence}.` };
    const what = sequence - wanted === 1 ? `The place ${wanted} is` : `The places ${wanted} to ${sequence - 1} are`;
    return { kind: "missing", sequence: wanted, sentence: `${what} not there.` };
  }

  #wrongLeaf(place: Place, leafHash: Hash): Finding {
    for (let ahead = 1, other = this.#places.peek(1); other; other = this.#places.peek((ahead += 1)))
      if (equal(other.hash, leafHash))
        return found("reordered", place, `What stands here was sealed at place ${other.sequence}.`);
    return this.#tiles?.holds(place.sequence, leafHash)
      ? found("changed", place, "The hash that was kept of it is not the sealed one.")
      : found("changed", place, "Its leaf does not have the hash that was kept of it.");
  }

  async #wrongInTile(place: Place): Promise<Finding> {
    const tiles = this.#tiles!;
    const { sequence, hash } = place;
    const next = this.#places.peek(1);
    const nextIsOurs = next !== undefined && tiles.holds(sequence, next.hash);
    const weAreNext = tiles.holds(sequence + 1, hash);
    if (nextIsOurs && !weAreNext)
      return found("inserted", place, "The tile of the tree has what follows in its place, and this nowhere here.");
    for (let ahead = 1, other = next; other && ahead < 256; other = this.#places.peek((ahead += 1)))
      if (tiles.holds(sequence, other.hash) && tiles.holds(other.sequence, hash))
        return found("reordered", place, `The tile of the tree has it at place ${other.sequence}, and that here.`);
    if (weAreNext) return found("missing", place, "What was sealed at this place is not there; what follows took it.");
    return found("changed", place, "The hash that was kept of it is not the one in the tile of the tree.");
  }

  async #wrongRoot(size: number, root: Hash): Promise<Finding> {
    const next = this.#places.peek(1)?.hash;
    const cause = explainRoot({ base: this.#base, leaves: this.#since, ...(next && { next }), root });
    const first = this.#base.size;
    if (cause) {
      const sentence =
        cause.kind === "inserted"
          ? `Without this place, the log is the one that the checkpoint of ${size} events promises.`
          : `With this place and a later one exchanged, the log is the one that the checkpoint of ${size} events promises.`;
      return { kind: cause.kind, sequence: first + cause.at, sentence };
    }
    const total = this.#tree.size + (await this.#places.countRest()) - 1;
    const range = `between ${this.#lastFit} and ${size - 1}`;
    if (total < (this.#expect.promised ?? size))
      return {
        kind: "missing",
        sequence: this.#lastFit,
        sentence: `A place ${range} is not there: a checkpoint promises ${this.#expect.promised} events, and there are ${total}.`,
      };
    return {
      kind: "changed",
      sequence: this.#lastFit,
      sentence: `The checkpoint of ${size} events does not fit: something ${range} was changed together with its hash.`,
    };
  }

  async #atEnd(): Promise<Finding | null> {
    const { size } = this.#tree;
    await this.#checkpoints.read((last) => last !== undefined);
    const beyond = this.#checkpoints.peek();
    if (this.#fork && !beyond) return this.#fork;
    if (beyond) {
      const whose = beyond.kept ? "checkpoint that was kept" : "checkpoint";
      const sentence = `The log ends here, and a ${whose} promises ${beyond.size} events.`;
      return { kind: "missing", sequence: size, sentence };
    }
    if (this.#lastFit < size) {
      const sentence = `No checkpoint promises what stands from ${this.#lastFit} on.`;
      return { kind: "inserted", sequence: this.#lastFit, sentence };
    }
    const tile = await this.#tiles?.left();
    if (!tile) return null;
    const sentence = `There is a tile (level ${tile.level}, number ${tile.index}) of events that are not there.`;
    return { kind: "missing", sequence: size, sentence };
  }
}

function found(kind: Wrong, { sequence, eventId }: Place, sentence: string): Finding {
  return { kind, sequence, eventId, sentence };
}
