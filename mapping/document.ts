import { z } from 'zod';
import { isJsonObject } from '../core/json.js';
import { rules as pythonRules } from './python/rule.js';
import { remoteRulesSchema } from './remote-rules.js';
import { ruleSchema, rulesSchema } from './rule.js';

const legacyNested = z
  .boolean()
  .describe("true: rules within a rule of type dict get its record, whatever their own src says, as in the predecessor's maps.")
  .default(false);

const jsonata = z.strictObject({ language: z.literal('jsonata'), legacyNested, rules: rulesSchema });

const python = z.strictObject({
  language: z.literal('python'),
  legacyNested,
  zone: z
    .string()
    .refine(isZone, 'is no IANA zone, such as Europe/Berlin')
    .describe('The zone of times that bear none. Absent: what needs one fails.')
    .optional(),
  numbers: z
    .enum(['float', 'decimal'])
    .describe('decimal: every number of a record is a Decimal, as in records that were pushed to the predecessor.')
    .default('float'),
  times: z
    .enum(['datetime', 'text'])
    .describe('datetime: texts such as 2026-01-31T10:00:00+01:00 are times, as the predecessor read its JSON. text: they are texts.')
    .default('datetime'),
  rules: pythonRules.describe("Target field to rule: a tx type of the predecessor's TXMAP, unchanged."),
});

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone }).format();
    return true;
  } catch {
    return false;
  }
}

/** A document that is a table of rules alone is one in JSONata: `language` as a text is what no rule is. */
function inLongForm(value: unknown): unknown {
  return isJsonObject(value) && typeof value['language'] === 'string' ? value : { language: 'jsonata', rules: value };
}

export const isInLongForm = (value: unknown): boolean => isJsonObject(value) && typeof value['language'] === 'string';

/** A mapping document: a table of rules, or a language with its options and a table of rules. */
const documentSchema = z.discriminatedUnion('language', [jsonata, python]);

/** Everything that a mapping file may hold: for editors. */
export const mappingSchema = z.union([
  documentSchema,
  jsonata.omit({ rules: true }).extend({ rulesFrom: remoteRulesSchema }),
  python.omit({ rules: true }).extend({ rulesFrom: remoteRulesSchema }),
  rulesSchema,
]);

export function parseDocument(value: unknown) {
  return documentSchema.safeParse(inLongForm(value));
}

/** What of a broken document can be looked at all the same: the rules that are sound by themselves, with the default options. */
export function soundPart(value: unknown): { readonly language: 'jsonata' | 'python'; readonly rules: Readonly<Record<string, unknown>> } {
  const long = inLongForm(value);
  const { language, rules } = isJsonObject(long) ? long : { language: '', rules: {} };
  const table = isJsonObject(rules) ? rules : {};
  if (language === 'python') return { language, rules: table };
  const sound = Object.entries(table).flatMap(([name, raw]) => {
    const parsed = ruleSchema.safeParse(raw);
    return parsed.success ? [[name, parsed.data] as const] : [];
  });
  return { language: 'jsonata', rules: Object.fromEntries(sound) };
}
