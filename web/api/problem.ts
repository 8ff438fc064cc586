/** A field and what is wrong with it, in the server's words. */
export type FieldFault = { field: string; reason: string };

/** An answer that is not a success: the server's problem document (RFC 9457), or what stands for one. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly requestId: string | undefined;
  readonly faults: FieldFault[];
  readonly retryAfterSeconds: number | undefined;
  /** The whole document: some problems carry members of their own. */
  readonly members: Record<string, unknown>;

  constructor(status: number, document: Record<string, unknown>, retryAfterSeconds?: number) {
    const title = text(document["title"]) ?? text(document["message"]) ?? "That did not work";
    super(text(document["detail"]) ?? text(document["message"]) ?? title);
    this.status = status;
    this.title = title;
    this.type = text(document["type"]) ?? "about:blank";
    this.requestId = text(document["requestId"]);
    this.faults = Array.isArray(document["errors"]) ? (document["errors"] as FieldFault[]) : [];
    this.retryAfterSeconds = retryAfterSeconds;
    this.members = document;
  }

  /** What is wrong with one field, if anything. */
  faultOf(field: string): string | undefined {
    return this.faults.find((fault) => fault.field === field)?.reason;
  }
}

/** The sentence to show for any failure. */
export function reasonOf(failure: unknown): string {
  if (failure instanceof ApiProblem && failure.status === 500 && failure.requestId)
    return `${failure.message} Request ${failure.requestId}`;
  if (failure instanceof ApiProblem) return failure.message;
  return "Something unexpected happened. Try again.";
}

/** A reason as the server gives it, such as "must not be empty", as a sentence. */
export function sentence(reason: string): string {
  const words = reason.charAt(0).toUpperCase() + reason.slice(1);
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
