/** Why the program does not start or a command does not run: one sentence for the operator, never a stack. */
export class Refusal extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = "Refusal";
  }
}

/** Wrong use of the command line, as opposed to a state of the installation that stands in the way. */
export class UsageError extends Refusal {}
