import type { z } from 'zod';

/** What is known of the connectors, without opening one. */
export interface KnownConnectors {
  readonly names: readonly string[];
  find(name: string): { readonly settings: z.ZodType; readonly reads: readonly string[]; readonly writes: readonly string[] } | undefined;
}
