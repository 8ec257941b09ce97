import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressDraft, CustomerDraft, OrderDraft, ProductDraft } from '../shapes.js';
import { insertedRows, type SqlValue } from './sql-values.js';

/**
 * Turns the Northwind sample database into records of a Magento shop: `node convert.js instnwnd.sql FOLDER` writes
 * orders.json, customers.json and products.json, one record per line. The SQL file is `samples/databases/northwind-pubs/
 * instnwnd.sql` of github.com/microsoft/sql-server-samples; see NOTICE.
 */

const countryCodes: Readonly<Record<string, string>> = {
  Argentina: 'AR',
  Austria: 'AT',
  Belgium: 'BE',
  Brazil: 'BR',
  Canada: 'CA',
  Denmark: 'DK',
  Finland: 'FI',
  France: 'FR',
  Germany: 'DE',
  Ireland: 'IE',
  Italy: 'IT',
  Mexico: 'MX',
  Norway: 'NO',
  Poland: 'PL',
  Portugal: 'PT',
  Spain: 'ES',
  Sweden: 'SE',
  Switzerland: 'CH',
  UK: 'GB',
  USA: 'US',
  Venezuela: 'VE',
};

const founded = '1996-07-01 00:00:00';

interface Northwind {
  readonly customers: readonly SqlValue[][];
  readonly products: readonly SqlValue[][];
  readonly orders: readonly SqlValue[][];
  readonly lines: readonly SqlValue[][];
  readonly employees: ReadonlyMap<SqlValue, string>;
  readonly shippers: ReadonlyMap<SqlValue, string>;
}

function readNorthwind(sql: string): Northwind {
  return {
    customers: insertedRows(sql, 'Customers'),
    products: insertedRows(sql, 'Products'),
    orders: insertedRows(sql, 'Orders'),
    lines: insertedRows(sql, 'Order Details'),
    employees: new Map(insertedRows(sql, 'Employees').map(([id, last, first]) => [id ?? null, `${text(first)} ${text(last)}`])),
    shippers: new Map(insertedRows(sql, 'Shippers').map(([id, name]) => [id ?? null, text(name)])),
  };
}

function toCustomers({ customers, orders }: Northwind): CustomerDraft[] {
  const sorted = [...customers].sort((a, b) => (text(a[0]) < text(b[0]) ? -1 : 1));
  return sorted.map(([code, company, contact, title, street, city, region, postcode, country, phone, fax], index) => {
    const dates = orders.filter((order) => order[1] === code).map((order) => toTime(order[3]));
    const [firstname, lastname] = splitName(text(contact));
    const place = toAddress({ street, city, region, postcode, country });
    const address = {
      id: index + 1,
      customer_id: index + 1,
      ...place,
      ...(place.region !== undefined && { region: { region_code: place.region, region: place.region, region_id: 0 } }),
      company: text(company),
      firstname,
      lastname,
      telephone: text(phone),
      ...(fax !== null && { fax: text(fax) }),
      default_shipping: true,
      default_billing: true,
    } as AddressDraft;
    return {
      id: index + 1,
      email: `${slug(text(contact), '.')}@${slug(text(company), '-')}.example`,
      firstname,
      lastname,
      created_at: dates[0] ?? founded,
      updated_at: dates.at(-1) ?? founded,
      default_billing: String(index + 1),
      default_shipping: String(index + 1),
      addresses: [address],
      custom_attributes: [
        { attribute_code: 'northwind_code', value: text(code) },
        { attribute_code: 'contact_title', value: text(title) },
      ],
    };
  });
}

function toProducts({ products, lines, orders }: Northwind): ProductDraft[] {
  const soldAt = new Map<SqlValue, string>();
  const dateOf = new Map(orders.map((order) => [order[0], toTime(order[3])]));
  for (const [orderId, productId] of lines) soldAt.set(productId ?? null, dateOf.get(orderId) ?? founded);
  return products.map(([id, name, , category, quantityPerUnit, price, , , , discontinued]) => ({
    id: Number(id),
    sku: skuOf(id),
    name: text(name),
    price: Number(price),
    status: discontinued === 1 ? 2 : 1,
    created_at: founded,
    updated_at: soldAt.get(id ?? null) ?? founded,
    extension_attributes: { website_ids: [1], category_links: [{ position: 0, category_id: String(2 + Number(category)) }] },
    custom_attributes: [
      { attribute_code: 'url_key', value: slug(text(name), '-') },
      { attribute_code: 'quantity_per_unit', value: text(quantityPerUnit) },
    ],
  }));
}

function toOrders(northwind: Northwind, customers: readonly CustomerDraft[]): OrderDraft[] {
  const idOf = new Map(customers.map((customer) => [customer.custom_attributes?.[0]?.value, customer.id]));
  const contactOf = new Map(customers.map((customer) => [customer.id, customer]));
  return northwind.orders.map(
    ([orderId, code, employee, ordered, required, shipped, shipper, freight, shipName, street, city, region, postcode, country], index) => {
      const customerId = idOf.get(code ?? undefined);
      const contact = contactOf.get(customerId);
      const createdAt = toTime(ordered);
      const isShipped = shipped !== null;
      const carrier = northwind.shippers.get(shipper ?? null) ?? '';
      const status = isShipped ? 'complete' : 'processing';
      return {
        entity_id: index + 1,
        increment_id: String(orderId).padStart(9, '0'),
        created_at: createdAt,
        updated_at: isShipped ? toTime(shipped) : createdAt,
        state: status,
        status,
        ...(customerId !== undefined && { customer_id: customerId }),
        shipping_amount: Number(freight),
        shipping_description: carrier,
        shipping_method: `${slug(carrier, '')}_standard`,
        shipping_address: {
          ...toAddress({ street, city, region, postcode, country }),
          company: text(shipName),
          telephone: contact?.addresses?.[0]?.telephone ?? null,
        },
        items: northwind.lines
          .filter((line) => line[0] === orderId)
          .map(([, productId, price, quantity, discount]) => ({
            sku: skuOf(productId),
            qty_ordered: Number(quantity),
            price: Number(price),
            ...(discount !== 0 && { discount_percent: Math.round(Number(discount) * 10_000) / 100 }),
          })),
        status_histories: [
          { comment: `Taken by ${northwind.employees.get(employee ?? null) ?? ''}. Required by ${toTime(required).slice(0, 10)}.` },
        ],
      };
    },
  );
}

interface Place {
  readonly street: SqlValue | undefined;
  readonly city: SqlValue | undefined;
  readonly region: SqlValue | undefined;
  readonly postcode: SqlValue | undefined;
  readonly country: SqlValue | undefined;
}

function toAddress({ street, city, region, postcode, country }: Place): AddressDraft & { readonly region?: string } {
  const code = countryCodes[text(country)];
  if (code === undefined) throw new Error(`no code for the country "${text(country)}"`);
  return {
    street: text(street).split(/\r?\n/),
    city: text(city),
    ...(region !== null && { region: text(region) }),
    ...(postcode !== null && { postcode: text(postcode) }),
    country_id: code,
  };
}

/** `7/4/1996` as the midnight of that day. */
function toTime(date: SqlValue | undefined): string {
  const [month = '', day = '', year = ''] = text(date).split('/');
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')} 00:00:00`;
}

function splitName(name: string): [string, string] {
  const [first = '', ...rest] = name.split(' ');
  return [first, rest.join(' ') || '-'];
}

function slug(name: string, separator: string): string {
  const plain = name
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f']/g, '')
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .replaceAll('Ø', 'O');
  return plain
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, separator)
    .replaceAll(/^[.-]+|[.-]+$/g, '');
}

function skuOf(productId: SqlValue | undefined): string {
  return `NW-${String(productId).padStart(2, '0')}`;
}

function text(value: SqlValue | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

/** Reads the SQL file, and writes the three files into the folder. */
function convert(sqlFile: string, folder: string): void {
  const northwind = readNorthwind(readFileSync(sqlFile, 'utf8'));
  const customers = toCustomers(northwind);
  const files = { customers, products: toProducts(northwind), orders: toOrders(northwind, customers) };
  for (const [name, records] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.json`), `[\n${records.map((record) => JSON.stringify(record)).join(',\n')}\n]\n`);
  }
}

const [, script, sqlFile, folder] = process.argv;
if (script?.endsWith('convert.js') && sqlFile !== undefined) convert(sqlFile, folder ?? '.');
