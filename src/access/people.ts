import type { Caller, Origin } from "./caller.ts";

/** Seals what the database keeps for an owner; what is opened for another one, or with another key, is null. */
export interface SecretBox {
  seal(owner: string, bytes: Uint8Array): Buffer;
  open(owner: string, sealed: Buffer): Buffer | null;
}

/** What endpoints ask of whoever keeps people, their passwords and sessions. */
export interface People {
  /** In the form in which accounts keep it. Takes a while; not to be called inside a transaction. */
  hashPassword(password: string): Promise<string>;
  /** Whether this is the person's password. Takes a while; not to be called inside a transaction. */
  isPassword(userId: string, password: string): Promise<boolean>;
  /** Hides the secrets of authenticator apps from whoever reads the database. */
  secrets: SecretBox;
  /** Begins a session and answers its `Set-Cookie`. */
  signIn(credentials: { email: string; password: string }, origin: Origin): Promise<string>;
  /** `Set-Cookie` that gives the request's session cookie its full time again; null where it must not outlive the browser. */
  renewedCookie(headers: Headers): string | null;
  /** Who sends the request, for whoever asks again while they answer it: that is no use of the session. Throws 401. */
  whoSends(request: Request): Promise<Caller>;
  /** Forgets what this process knows of callers by `user:<id>`, `session:<id>`, `organization:<id>` or `key:<id>`. */
  forget(...subjects: string[]): void;
  /** Whether mail reaches people; where not, links are shown to whoever makes them. */
  sendsMail: boolean;
}
