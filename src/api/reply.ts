/** An answer with its own status, fields or bytes, where the declared one does not do. */
export class Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;

  private constructor(status: number, headers: Record<string, string>, body: unknown) {
    this.status = status;
    this.headers = headers;
    this.body = body;
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
