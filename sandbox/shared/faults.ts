import { z } from 'zod';

const matchSchema = z.strictObject({
  method: z.string().optional().describe('HTTP method; absent: any'),
  path: z
    .string()
    .refine(isRegularExpression, 'must be a regular expression')
    .optional()
    .describe('Regular expression, tried on the URL path'),
});

const common = {
  match: matchSchema.default({}),
  times: z.int().positive().default(1).describe('How many matching requests it strikes'),
  after: z.int().nonnegative().default(0).describe('How many matching requests pass unharmed first'),
};

/** What a caller may send to `POST /__sandbox/faults`. */
export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('answer'),
    ...common,
    status: z.int().min(200).max(599),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.json().optional().describe('Sent as JSON'),
    html: z.string().optional().describe('Sent as text/html, in place of body'),
  }),
  z.strictObject({ kind: z.literal('slow'), ...common, delayMs: z.int().positive() }),
  z.strictObject({ kind: z.literal('cut'), ...common, when: z.enum(['before', 'after']) }),
]);

/** A fault as it is written: `match`, `times` (1) and `after` (0) may be left out. */
export type FaultInput = z.input<typeof faultSchema>;

/**
 * Something that goes wrong with a request. `answer`: that answer, without the handler. `slow`: the handler, later.
 * `cut`: the connection is destroyed, `before` the handler runs, or `after` it has done and saved its work.
 */
export type Fault = Readonly<z.output<typeof faultSchema>>;

/** A fault in the list: `times` counts down as it strikes, `after` as requests pass it. */
export type ListedFault = Fault & { readonly id: number };

/** The faults that wait for a request. The first one that matches strikes; one fault per request. */
export class FaultList {
  #faults: ListedFault[] = [];
  #lastId = 0;

  /** Throws a ZodError where the input is no fault. */
  add(input: FaultInput): ListedFault {
    const fault: ListedFault = { ...faultSchema.parse(input), id: ++this.#lastId };
    this.#faults.push(fault);
    return fault;
  }

  clear(): void {
    this.#faults = [];
  }

  list(): readonly ListedFault[] {
    return this.#faults;
  }

  /** The fault that strikes this request, if any; it is used up by one. */
  take(request: { readonly method: string; readonly path: string }): Fault | undefined {
    for (const fault of this.#faults) {
      if (!matches(fault, request)) continue;
      if (fault.after > 0) {
        this.#replace(fault, { ...fault, after: fault.after - 1 });
        continue;
      }
      this.#replace(fault, { ...fault, times: fault.times - 1 });
      return fault;
    }
    return undefined;
  }

  #replace(old: ListedFault, next: ListedFault): void {
    this.#faults = this.#faults.flatMap((fault) => (fault !== old ? [fault] : next.times > 0 ? [next] : []));
  }
}

function matches(fault: Fault, request: { readonly method: string; readonly path: string }): boolean {
  const { method, path } = fault.match;
  if (method !== undefined && method.toUpperCase() !== request.method.toUpperCase()) return false;
  return path === undefined || new RegExp(path).test(request.path);
}

function isRegularExpression(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}
