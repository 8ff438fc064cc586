/** An answer with its own status, fields or bytes, where the declared one does not do. */
export class Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
  /** What may be stored of the body, for answering a repeated request. */
  readonly kept: unknown;
  /** Whether a read has told something that the log should know of. */
  readonly tells: boolean;

  private constructor(
    status: number,
    headers: Record<string, string>,
    body: unknown,
    { kept = body, tells = status !== 304 }: { kept?: unknown; tells?: boolean } = {},
  ) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.kept = kept;
    this.tells = tells;
  }

  /** A body with members that are shown once and stored nowhere: a repeated request gets it without them. */
  static once(body: object, secrets: readonly string[], status = 201): Reply {
    const kept = Object.fromEntries(Object.entries(body).filter(([name]) => !secrets.includes(name)));
    return new Reply(status, {}, body, { kept });
  }

  /** That there is nothing new. Asking again and again leaves no event. */
  static nothingNew(body: unknown): Reply {
    return new Reply(200, {}, body, { tells: false });
  }

  static json(
    body: unknown,
    { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
  ): Reply {
    return new Reply(status, headers, body);
  }

  static stream(body: ReadableStream<Uint8Array> | null, headers: Record<string, string>, status = 200): Reply {
    return new Reply(status, headers, new Response(body));
  }
}
