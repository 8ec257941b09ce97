import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { fromMagentoTime, isMagentoTime, toMagentoTime } from './magento-time.js';
import type { AddressDraft, OrderDraft, OrderItemDraft } from './shapes.js';

/**
 * Orders as a table: one line per item, or per order. Lines with the same `order` are one order, of which the first line
 * gives everything but the items. A line without `sku` is an order of one item worth its `grand_total`.
 */
export const csvColumns = {
  order: 'the order number (required)',
  created_at: 'UTC: 2026-01-31, 2026-01-31 09:30:00, or with an offset; absent: now',
  updated_at: 'the same; absent: created_at',
  status: 'pending, processing, complete, canceled… ; absent: pending',
  email: 'of the customer; absent: a guest without an address',
  firstname: '',
  lastname: '',
  company: '',
  street: '',
  city: '',
  region: '',
  postcode: '',
  country: 'two letters, such as DE',
  telephone: '',
  currency: 'three letters; absent: USD',
  shipping_amount: 'a number with a point',
  payment_method: 'such as checkmo',
  sku: 'of the item',
  name: 'of the item; absent: the sku',
  qty: 'a number above 0; absent: 1',
  price: 'of one piece, before discount',
  discount_amount: 'of the whole line',
  grand_total: 'of an order without items',
} as const;

const optionalNumber = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, 'must be a number with a point, such as 1234.50')
  .transform(Number)
  .optional();
const time = z
  .string()
  .transform((text, context) => {
    const moment = toTime(text);
    if (moment === undefined) context.addIssue({ code: 'custom', message: 'must be a date such as 2026-01-31 or 2026-01-31 09:30:00' });
    return moment ?? '';
  })
  .optional();
const text = z.string().optional();

const lineSchema = z.object({
  order: z.string({ error: 'is required' }),
  created_at: time,
  updated_at: time,
  status: text,
  email: z.email('must be an e-mail address').optional(),
  firstname: text,
  lastname: text,
  company: text,
  street: text,
  city: text,
  region: text,
  postcode: text,
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be a country code of two capitals, such as DE')
    .optional(),
  telephone: text,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be a currency code of three capitals, such as EUR')
    .optional(),
  shipping_amount: optionalNumber,
  payment_method: text,
  sku: text,
  name: text,
  qty: z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'must be a number above 0')
    .transform(Number)
    .pipe(z.number().positive('must be a number above 0'))
    .optional(),
  price: optionalNumber,
  discount_amount: optionalNumber,
  grand_total: optionalNumber,
});
type Line = z.output<typeof lineSchema>;

const problemsShown = 20;

/** Throws an Error that lists what is wrong, by line. `name`: of the file, for messages. */
export function ordersOfCsv(csv: string, name: string): OrderDraft[] {
  const rows = parseRows(csv, name);
  const problems: string[] = [];
  const orders = new Map<string, Line[]>();
  for (const { record, line } of rows) {
    const parsed = lineSchema.safeParse(Object.fromEntries(Object.entries(record).filter(([, value]) => value !== '')));
    if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => complaint(issue, { record, where: `${name}, line ${line}` })));
    else orders.set(parsed.data.order, [...(orders.get(parsed.data.order) ?? []), parsed.data]);
  }
  if (problems.length === 0) return [...orders.values()].map(toOrder);
  const more = problems.length > problemsShown ? `\n… and ${problems.length - problemsShown} more` : '';
  throw new Error(`${problems.slice(0, problemsShown).join('\n')}${more}`);
}

interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly line: number;
}

function parseRows(csv: string, name: string): Row[] {
  const options = {
    columns: (header: string[]) => checkHeader(header, name),
    bom: true,
    info: true,
    skip_empty_lines: true,
    trim: true,
    delimiter: [',', ';', '\t'],
  };
  try {
    const rows = parse(csv, options) as unknown as { record: Record<string, string>; info: { lines: number } }[];
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    throw error instanceof Error && error.message.startsWith(name)
      ? error
      : new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function checkHeader(header: readonly string[], name: string): string[] {
  const names = header.map((one) => one.trim().toLowerCase());
  const unknown = names.filter((one) => !Object.hasOwn(csvColumns, one));
  const known = Object.keys(csvColumns).join(', ');
  if (unknown.length > 0) throw new Error(`${name}, line 1: there is no column "${unknown.join('", "')}". There are: ${known}.`);
  if (!names.includes('order')) throw new Error(`${name}, line 1: the column "order" is missing. The columns are: ${known}.`);
  return names;
}

function complaint(
  issue: z.core.$ZodIssue,
  { record, where }: { readonly record: Readonly<Record<string, string>>; readonly where: string },
): string {
  const column = String(issue.path[0]);
  const found = record[column];
  return found === undefined || found === ''
    ? `${where}: "${column}" ${issue.message}`
    : `${where}: "${column}" is "${found}", and ${issue.message}`;
}

function toOrder(lines: readonly Line[]): OrderDraft {
  const [first] = lines;
  if (first === undefined) throw new Error('an order has at least one line');
  const { created_at: createdAt, updated_at: updatedAt, status, email, currency } = first;
  return {
    increment_id: first.order,
    ...(createdAt !== undefined && { created_at: createdAt }),
    ...(updatedAt !== undefined && { updated_at: updatedAt }),
    ...(status !== undefined && { status, state: stateOf(status) }),
    ...(email !== undefined && { customer_email: email }),
    ...(first.firstname !== undefined && { customer_firstname: first.firstname }),
    ...(first.lastname !== undefined && { customer_lastname: first.lastname }),
    ...(currency !== undefined && { base_currency_code: currency, order_currency_code: currency }),
    ...(first.shipping_amount !== undefined && { shipping_amount: first.shipping_amount }),
    ...(first.payment_method !== undefined && { payment: { method: first.payment_method } }),
    billing_address: toAddress(first),
    items: lines.map(toItem),
  };
}

function toAddress(line: Line): AddressDraft {
  const { firstname, lastname, company, street, city, region, postcode, country, telephone, email } = line;
  const fields = {
    firstname,
    lastname,
    company,
    street: street?.split('\n'),
    city,
    region,
    postcode,
    country_id: country,
    telephone,
    email,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function toItem(line: Line): OrderItemDraft {
  if (line.sku === undefined) {
    return { sku: 'order-total', name: 'Order total', qty_ordered: 1, price: (line.grand_total ?? 0) - (line.shipping_amount ?? 0) };
  }
  return {
    sku: line.sku,
    name: line.name ?? line.sku,
    qty_ordered: line.qty ?? 1,
    ...(line.price !== undefined && { price: line.price }),
    ...(line.discount_amount !== undefined && { discount_amount: line.discount_amount }),
  };
}

function stateOf(status: string): string {
  if (status === 'pending') return 'new';
  return ['processing', 'complete', 'closed', 'canceled', 'holded'].includes(status) ? status : 'processing';
}

function toTime(written: string): string | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(written)) return toTime(`${written} 00:00:00`);
  if (isMagentoTime(written)) return toMagentoTime(fromMagentoTime(written)) === written ? written : undefined;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(written)) return undefined;
  const moment = new Date(written);
  return Number.isNaN(moment.getTime()) ? undefined : toMagentoTime(moment);
}
