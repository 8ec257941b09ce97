import type { Field, InputReader } from './compile.js';
import { wholeRecord } from './path.js';
import type { RuleInput } from './rule.js';
import { noteError, noteInput, noteResult, type RuleTracer, type TracedRule } from './trace.js';

/** Reads as the rule would, and notes what it found. */
export function tracedReader(input: RuleInput, find: InputReader | undefined, fallback: unknown): InputReader {
  return (record, context) => {
    const found = find?.(record, context) ?? null;
    const isDefault = found === null && input.key !== wholeRecord;
    const isCustom = input.key?.includes('@') === true && context.customField !== undefined;
    const value = isDefault ? fallback : found;
    noteInput(context.trace, input, { value, from: isDefault ? 'default' : isCustom ? 'custom field' : 'record' });
    return value;
  };
}

/** Gives what the field gives, and notes how it came about. */
export function traced(field: Field, tracer: RuleTracer, { name, ...rule }: TracedRule & { readonly name: string }): Field {
  return (place) => {
    const trace = tracer.begin(place.path === '' ? name : `${place.path}.${name}`, rule);
    const failed = (error: unknown): never => {
      noteError(trace, error);
      throw error;
    };
    const noted = (result: unknown) => {
      noteResult(trace, result);
      return result;
    };
    try {
      const result = field({ ...place, context: { ...place.context, trace } });
      return result instanceof Promise ? result.then(noted, failed) : noted(result);
    } catch (error) {
      return failed(error);
    }
  };
}
