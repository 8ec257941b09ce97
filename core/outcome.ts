/** What the target said about one entity. */
export type Outcome = Sent | Ignored | Failed | Unknown;

export interface Sent {
  readonly status: 'sent';
  readonly tgtId: string;
  /** A record that was deleted keeps the id that it had. */
  readonly change: 'created' | 'updated' | 'deleted';
  /** What went through but deserves a look, for people: dropped properties, unknown references. */
  readonly warnings?: readonly string[];
}

export interface Ignored {
  readonly status: 'ignored';
  /** The rule that said so, for people. */
  readonly message: string;
  readonly tgtId?: string;
}

export interface Failed {
  readonly status: 'failed';
  /** The target's own code where it has one, such as `INVALID_EMAIL`. */
  readonly code: string;
  /** For people: what was refused, what was found, what to do. */
  readonly message: string;
  /** True for reasons that pass by themselves (a lock, an overloaded shard): tried again before it is called failed. */
  readonly isPassing?: boolean;
}

/** The target neither confirmed nor refused this one. It is looked up before anything is sent again. */
export interface Unknown {
  readonly status: 'unknown';
  readonly message: string;
}

/** What a target holds for one entity. `same`: every value that would be written is already there. */
export type Found =
  | { readonly state: 'absent' }
  | { readonly state: 'same'; readonly tgtId: string }
  | { readonly state: 'different'; readonly tgtId: string };
