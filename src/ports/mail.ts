export interface Message {
  to: string;
  subject: string;
  /** Plain text; links stand on lines of their own. */
  text: string;
}

/** Hands a message over for delivery. Resolves when somebody else is responsible for it. */
export interface Mail {
  send(message: Message): Promise<void>;
  /** Resolves when the server answers and lets us in, without sending anything; absent where there is none. */
  ask?(): Promise<void>;
}
