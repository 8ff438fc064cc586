/** Half-open range of bytes: from `start` up to and without `end`. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface Stored {
  size: number;
  /** Hexadecimal. */
  sha256: string;
}

export interface StoredFile {
  key: string;
  size: number;
}

/** Files by key. Keys are made by the product: letters, digits, `-`, `_`, `.` and `/`. */
export interface Storage {
  /** Writes whole or not at all: a failed or stopped write leaves nothing under the key. */
  write(key: string, bytes: AsyncIterable<Uint8Array>): Promise<Stored>;
  /** Null where there is no such file. */
  read(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array> | null>;
  /** No error where there is no such file. */
  remove(key: string): Promise<void>;
  /** All files whose key has this as its second part, `kind/owner/…`; those that come and go meanwhile may be missing. */
  list(owner: string): AsyncIterable<StoredFile>;
}
