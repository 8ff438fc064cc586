/** The kinds of error a caller may see: stable `type` slugs with their status and title (RFC 9457). */
const kinds = {
  "invalid-input": [400, "The input is not valid"],
  "malformed-body": [400, "The body cannot be read"],
  "not-signed-in": [401, "Sign in first"],
  "invalid-credentials": [401, "The credentials are not valid"],
  "sign-in-expired": [401, "The sign-in took too long"],
  "payment-failed": [402, "The payment failed"],
  forbidden: [403, "You may not do this"],
  "address-not-allowed": [403, "Not from this address"],
  "quota-exceeded": [403, "The plan allows no more"],
  "organization-deleted-soon": [403, "The organization will be deleted"],
  "organization-suspended": [403, "The organization is suspended"],
  "another-session": [403, "The browser's session is another one now"],
  "two-factor-required": [403, "The organization demands two-factor authentication"],
  "sign-in-again": [403, "Confirm that it is you"],
  "cross-site-request": [403, "The request comes from another site"],
  "not-found": [404, "There is no such thing"],
  "method-not-allowed": [405, "This method is not allowed here"],
  conflict: [409, "This conflicts with the present state"],
  "still-referenced": [409, "Other records refer to this one"],
  held: [409, "A legal hold keeps this"],
  "already-exists": [409, "This exists already"],
  gone: [410, "This is gone"],
  "stale-version": [412, "Somebody else changed it first"],
  "too-large": [413, "The input is too large"],
  "unsupported-media-type": [415, "This media type is not supported"],
  "range-not-satisfiable": [416, "The range cannot be served"],
  "idempotency-key-reused": [422, "This Idempotency-Key was used for another request"],
  "precondition-required": [428, "A precondition is required"],
  "rate-limited": [429, "Too many requests"],
  "internal-error": [500, "Something went wrong on our side"],
  unavailable: [503, "Not available right now"],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemKind = keyof typeof kinds;
export const problemKinds = Object.keys(kinds) as ProblemKind[];

/** One bad field: `field` is the member's path in the input, dots between levels. */
export interface FieldError {
  field: string;
  reason: string;
}

interface ProblemExtras {
  /** The permission that was missing: for the log, which says nothing else of the problem. */
  permission?: string;
  errors?: FieldError[];
  headers?: Record<string, string>;
  /** Further members of the problem document (RFC 9457, section 3.2). */
  members?: Record<string, unknown>;
}

/** An error that a caller may see whole. Anything else that is thrown becomes `internal-error`. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly status: number;
  readonly extras: ProblemExtras;

  constructor(kind: ProblemKind, detail: string, extras: ProblemExtras = {}) {
    super(detail);
    this.name = "Problem";
    this.kind = kind;
    this.status = kinds[kind][0];
    this.extras = extras;
  }

  /** The `application/problem+json` document of RFC 9457. */
  document(requestId: string): Record<string, unknown> {
    return {
      type: `/problems/${this.kind}`,
      title: kinds[this.kind][1],
      status: this.status,
      detail: this.message,
      requestId,
      ...(this.extras.errors ? { errors: this.extras.errors } : {}),
      ...this.extras.members,
    };
  }
}

/** A 400 that names one field. */
export function invalidField(field: string, reason: string): Problem {
  return new Problem("invalid-input", `${field}: ${reason}`, { errors: [{ field, reason }] });
}

/** More are no help, and would make the answer far larger than what was sent. */
const mostErrors = 100;

/** A 400 that names every bad field, up to a hundred. */
export function invalidInput(all: FieldError[]): Problem {
  const errors = all.slice(0, mostErrors);
  const detail = errors
    .map(({ field, reason }) => `${field}: ${reason}`)
    .slice(0, 5)
    .join("; ");
  return new Problem("invalid-input", detail, { errors });
}

export function notFound(what: string): Problem {
  return new Problem("not-found", `There is no such ${what}.`);
}

/** Status and title of a kind, for the OpenAPI document. */
export function describeProblem(kind: ProblemKind): { status: number; title: string } {
  return { status: kinds[kind][0], title: kinds[kind][1] };
}
