/** A property as the properties API describes it. */
export interface PropertyDefinition {
  readonly name: string;
  readonly label: string;
  readonly type: 'string' | 'number' | 'bool' | 'date' | 'datetime' | 'enumeration' | 'phone_number';
  readonly fieldType: string;
  readonly groupName: string;
  readonly description: string;
  readonly options: readonly { readonly label: string; readonly value: string; readonly displayOrder: number; readonly hidden: boolean }[];
  readonly hasUniqueValue: boolean;
  readonly hubspotDefined: boolean;
  readonly calculated: boolean;
  readonly modificationMetadata: { readonly archivable: boolean; readonly readOnlyDefinition: boolean; readonly readOnlyValue: boolean };
}

export const objectTypes = ['contacts', 'companies', 'products', 'deals', 'line_items'] as const;
export type ObjectType = (typeof objectTypes)[number];

const aliases: Readonly<Record<string, ObjectType>> = {
  contact: 'contacts',
  '0-1': 'contacts',
  company: 'companies',
  '0-2': 'companies',
  deal: 'deals',
  '0-3': 'deals',
  product: 'products',
  '0-7': 'products',
  line_item: 'line_items',
  '0-8': 'line_items',
};

/** The object type that a path names: plural, singular or by its number. */
export function toObjectType(name: string): ObjectType | undefined {
  return objectTypes.find((type) => type === name) ?? aliases[name];
}

export const typeIds: Readonly<Record<ObjectType, string>> = {
  contacts: '0-1',
  companies: '0-2',
  deals: '0-3',
  products: '0-7',
  line_items: '0-8',
};

/** Singular, as messages name the object. */
export const singular: Readonly<Record<ObjectType, string>> = {
  contacts: 'Contact',
  companies: 'Company',
  deals: 'Deal',
  products: 'Product',
  line_items: 'Line item',
};

/** What at least one of has to be set when a record is created. */
export const requiredOneOf: Readonly<Record<ObjectType, readonly string[]>> = {
  contacts: ['email', 'firstname', 'lastname'],
  companies: ['name', 'domain'],
  deals: ['dealname'],
  products: ['name'],
  line_items: ['name', 'hs_product_id', 'hs_sku'],
};

/** The property that HubSpot bumps with every change. */
export function modifiedProperty(type: ObjectType): string {
  return type === 'contacts' ? 'lastmodifieddate' : 'hs_lastmodifieddate';
}

export interface PropertyInput {
  readonly name: string;
  readonly type?: PropertyDefinition['type'] | undefined;
  readonly fieldType?: string | undefined;
  readonly label?: string | undefined;
  readonly groupName?: string | undefined;
  readonly description?: string | undefined;
  readonly options?: readonly { readonly label?: string | undefined; readonly value: string }[] | undefined;
  readonly hasUniqueValue?: boolean | undefined;
}

const fieldTypes: Readonly<Record<PropertyDefinition['type'], string>> = {
  string: 'text',
  number: 'number',
  bool: 'booleancheckbox',
  date: 'date',
  datetime: 'date',
  enumeration: 'select',
  phone_number: 'phonenumber',
};

/** Completes a definition. Custom unless told otherwise. */
export function define(input: PropertyInput, kind: 'custom' | 'hubspot' | 'readOnly' = 'custom'): PropertyDefinition {
  const type = input.type ?? 'string';
  return {
    name: input.name,
    label: input.label ?? input.name,
    type,
    fieldType: input.fieldType ?? fieldTypes[type],
    groupName: input.groupName ?? 'information',
    description: input.description ?? '',
    options: (input.options ?? []).map(({ label, value }, displayOrder) => ({ label: label ?? value, value, displayOrder, hidden: false })),
    hasUniqueValue: input.hasUniqueValue ?? false,
    hubspotDefined: kind !== 'custom',
    calculated: kind === 'readOnly',
    modificationMetadata: { archivable: kind === 'custom', readOnlyDefinition: kind !== 'custom', readOnlyValue: kind === 'readOnly' },
  };
}

const options = (...values: readonly string[]): { readonly options: readonly { readonly value: string }[] } => ({
  options: values.map((value) => ({ value })),
});

const strings: Readonly<Record<ObjectType, string>> = {
  contacts: 'email firstname lastname phone mobilephone company jobtitle address city state zip country website salutation hs_language',
  companies: 'name domain phone address address2 city state zip country website description about_us',
  deals: 'dealname description hubspot_owner_id hs_next_step',
  products: 'name description hs_url hs_images',
  line_items: 'name description hs_sku hs_product_id hs_url',
};

const others: Readonly<Record<ObjectType, readonly PropertyInput[]>> = {
  contacts: [
    {
      name: 'lifecyclestage',
      type: 'enumeration',
      fieldType: 'radio',
      ...options('subscriber', 'lead', 'opportunity', 'customer', 'other'),
    },
    { name: 'date_of_birth', type: 'string' },
    { name: 'hs_additional_emails', type: 'string' },
  ],
  companies: [
    { name: 'annualrevenue', type: 'number' },
    { name: 'numberofemployees', type: 'number' },
    { name: 'industry', type: 'enumeration', ...options('RETAIL', 'MANUFACTURING', 'COMPUTER_SOFTWARE') },
  ],
  deals: [
    { name: 'amount', type: 'number' },
    { name: 'closedate', type: 'datetime' },
    { name: 'deal_currency_code', type: 'enumeration', ...options('EUR', 'USD', 'GBP', 'CHF') },
    { name: 'pipeline', type: 'enumeration', ...options('default') },
    {
      name: 'dealstage',
      type: 'enumeration',
      fieldType: 'radio',
      ...options(
        'appointmentscheduled',
        'qualifiedtobuy',
        'presentationscheduled',
        'decisionmakerboughtin',
        'contractsent',
        'closedwon',
        'closedlost',
      ),
    },
    { name: 'dealtype', type: 'enumeration', ...options('newbusiness', 'existingbusiness') },
  ],
  products: [
    { name: 'price', type: 'number' },
    { name: 'hs_cost_of_goods_sold', type: 'number' },
    { name: 'tax', type: 'number' },
    { name: 'hs_product_type', type: 'enumeration', ...options('inventory', 'non-inventory', 'service') },
  ],
  line_items: [
    { name: 'quantity', type: 'number' },
    { name: 'price', type: 'number' },
    { name: 'discount', type: 'number' },
    { name: 'tax', type: 'number' },
    { name: 'hs_line_item_currency_code', type: 'enumeration', ...options('EUR', 'USD', 'GBP', 'CHF') },
  ],
};

/** What every portal has from the beginning. */
export function standardProperties(type: ObjectType): readonly PropertyDefinition[] {
  return [
    ...strings[type].split(' ').map((name) => define({ name }, 'hubspot')),
    ...others[type].map((input) => define(input, 'hubspot')),
    define({ name: 'hs_object_id', type: 'number' }, 'readOnly'),
    define({ name: 'createdate', type: 'datetime' }, 'readOnly'),
    define({ name: modifiedProperty(type), type: 'datetime' }, 'readOnly'),
    ...(type === 'deals' ? [define({ name: 'days_to_close', type: 'number' }, 'readOnly')] : []),
    ...(type === 'line_items' ? [define({ name: 'amount', type: 'number' }, 'readOnly')] : []),
    ...(type === 'products' ? [define({ name: 'hs_sku' }, 'hubspot')] : []),
  ];
}
