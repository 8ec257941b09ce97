/** An expression that is refused before it runs. `kind` is `forbidden`, `result` or `NameError`. */
export class Refusal extends Error {
  readonly kind: string;
  readonly offset: number | undefined;

  constructor(kind: string, message: string, offset?: number) {
    super(message);
    this.name = 'Refusal';
    this.kind = kind;
    this.offset = offset;
  }
}
