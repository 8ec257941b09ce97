import { typeNamed } from '../catalogue/catalogue.js';
import type { FieldKind } from '../catalogue/notation.js';
import type { Account } from '../records/account.js';
import { asReference, type CustomKind, type Reference, textOf, type Value } from '../records/shapes.js';
import type { Column } from '../search/criteria.js';
import { columnValues, type Hit } from '../search/hits.js';
import { invalidXml } from './faults.js';
import { scalarText, writeReference } from './write-record.js';
import { escapeXml } from './xml.js';
import type { XmlWriter } from './xml-writer.js';

export interface Row {
  readonly hit: Hit;
  readonly subject: string;
  readonly columns: readonly Column[];
}

/** A `searchRow` with the columns that were asked for, by group. What is empty is left out. */
export function writeRow(account: Account, xml: XmlWriter, { hit, subject, columns }: Row): string {
  const rowType = typeNamed(`${subject}SearchRow`);
  if (rowType === undefined) throw invalidXml(`There are no columns of ${subject}`);
  const groups = [...new Set(columns.map(({ group }) => group))];
  const content = (row: XmlWriter): string =>
    groups
      .map((group) => {
        const basic = typeNamed(rowType.byName.get(group)?.of ?? '');
        const ofGroup = columns.filter((column) => column.group === group);
        return row.element([rowType.namespace, group], (inner) => {
          const plain = ofGroup.filter(({ isCustom }) => isCustom !== true);
          const written = plain.flatMap((column) =>
            columnValues(account, hit, column).map((value) =>
              inner.element(['common', column.field], (deeper) =>
                columnContent(deeper, { column, value, kind: basic?.byName.get(column.field)?.kind }),
              ),
            ),
          );
          return written.join('') + customColumns(account, inner, { hit, columns: ofGroup.filter(({ isCustom }) => isCustom === true) });
        });
      })
      .join('');
  return xml.element(['core', 'searchRow'], content, { type: [rowType.namespace, rowType.name] });
}

/** Against its own schema, NetSuite writes the label behind the value. */
function columnContent(
  xml: XmlWriter,
  { column, value, kind }: { readonly column: Column; readonly value: Value; readonly kind: FieldKind | undefined },
): string {
  const label = column.customLabel === undefined ? '' : xml.text('core', 'customLabel', column.customLabel);
  const reference = asReference(value);
  if (reference !== undefined && kind === 'columnSelect') return bareReference(xml, reference) + label;
  const plain = { columnDouble: 'number', columnDate: 'date' } as const;
  const name = /^(created|dateCreated|lastModified|modified|last)/.test(column.field) ? 'lastModified' : column.field;
  const text =
    reference === undefined ? scalarText({ name, kind: plain[kind as keyof typeof plain] ?? 'text' }, value) : (reference.name ?? '');
  return xml.element(['core', 'searchValue'], escapeXml(text)) + label;
}

/** References in rows have their ids, and no names. */
function bareReference(xml: XmlWriter, { internalId, externalId, typeId }: Reference): string {
  const ids = {
    ...(internalId !== undefined && { internalId }),
    ...(externalId !== undefined && { externalId }),
    ...(typeId !== undefined && { typeId }),
  };
  return writeReference(xml, ['core', 'searchValue'], ids);
}

const customTypes: Readonly<Record<CustomKind, string>> = {
  string: 'SearchColumnStringCustomField',
  long: 'SearchColumnLongCustomField',
  double: 'SearchColumnDoubleCustomField',
  boolean: 'SearchColumnBooleanCustomField',
  date: 'SearchColumnDateCustomField',
  select: 'SearchColumnSelectCustomField',
  multiSelect: 'SearchColumnMultiSelectCustomField',
};

function customColumns(
  account: Account,
  xml: XmlWriter,
  { hit, columns }: { readonly hit: Hit; readonly columns: readonly Column[] },
): string {
  const fields = columns.flatMap((column) => {
    const definition = account.settings.customFields.find(({ scriptId }) => scriptId === column.field);
    const values = columnValues(account, hit, column);
    return definition === undefined || values.length === 0 ? [] : [{ definition, values }];
  });
  if (fields.length === 0) return '';
  return xml.element(['common', 'customFieldList'], (list) =>
    fields
      .map(({ definition: { internalId, scriptId, kind }, values }) =>
        list.element(['core', 'customField'], (inner) => values.map((value) => customValue(inner, kind, value)).join(''), {
          attributes: { internalId, scriptId },
          type: ['core', customTypes[kind]],
        }),
      )
      .join(''),
  );
}

function customValue(xml: XmlWriter, kind: CustomKind, value: Value): string {
  const reference = asReference(value);
  if (reference !== undefined) return bareReference(xml, reference);
  const scalar = { date: 'date', double: 'number' } as const;
  const text = scalarText({ name: 'lastModified', kind: scalar[kind as keyof typeof scalar] ?? 'text' }, value);
  return xml.element(['core', 'searchValue'], escapeXml(textOf(text)));
}
