import { attach as attachRecord, detach as detachRecord } from '../../records/attachments.js';
import { choicesOf } from '../../records/choices.js';
import { proposed } from '../../records/initialize.js';
import { asList, asReference, type Reference, textOf } from '../../records/shapes.js';
import { checkPermission, detailOf, type SoapOperation, writeStatus } from '../call.js';
import { invalidXml } from '../faults.js';
import { readPointer } from '../read-record.js';
import { soapTime } from '../times.js';
import { writeReference } from '../write-record.js';
import { childNamed } from '../xml.js';
import type { XmlWriter } from '../xml-writer.js';
import { readResponse } from './reads.js';
import { type WriteResult, writeResponse } from './writes.js';

function attachment(kind: 'attach' | 'detach'): SoapOperation {
  return (call) => {
    const { request, account, xml } = call;
    const reference = childNamed(request.element, `${kind}Reference`);
    const to = reference === undefined ? undefined : childNamed(reference, `${kind}To`);
    const what = reference === undefined ? undefined : (childNamed(reference, `${kind}edRecord`) ?? childNamed(reference, 'contact'));
    if (reference?.xsiType === undefined || to === undefined || what === undefined) {
      throw invalidXml(`${kind} takes a ${kind}Reference with an xsi:type, ${kind}To and ${kind}edRecord`);
    }
    const target = readPointer(to, request.version);
    const result = ((): WriteResult => {
      try {
        checkPermission(call, target.type, 'edit');
        const pointer = what.name === 'contact' ? { ...readContact(what.attributes), type: 'contact' } : readPointer(what, request.version);
        if (kind === 'attach') attachRecord(account, target, pointer);
        else detachRecord(account, target, pointer);
        return { details: [], isSuccess: true, reference: account.get(target) };
      } catch (error) {
        return { details: [detailOf(error)], isSuccess: false, reference: target };
      }
    })();
    return writeResponse(xml, result);
  };
}

function readContact(attributes: ReadonlyMap<string, string>): { readonly internalId?: string; readonly externalId?: string } {
  const [internalId, externalId] = [attributes.get('internalId'), attributes.get('externalId')];
  return { ...(internalId !== undefined && { internalId }), ...(externalId !== undefined && { externalId }) };
}

export const attach = attachment('attach');
export const detach = attachment('detach');

export const initialize: SoapOperation = (call) => {
  const { request, account } = call;
  const record = childNamed(request.element, 'initializeRecord');
  const type = record === undefined ? undefined : childNamed(record, 'type')?.text.trim();
  const reference = record === undefined ? undefined : childNamed(record, 'reference');
  if (type === undefined || reference === undefined) throw invalidXml('initialize takes an initializeRecord with type and reference');
  return readResponse(call, call.xml, () => {
    checkPermission(call, type, 'create');
    const from = reference.attributes.get('type') ?? '';
    return proposed(account, type, { type: from, ...readContact(reference.attributes) });
  });
};

/** The choices of a select field, by name. */
export const getSelectValue: SoapOperation = (call) => {
  const { request, account, xml } = call;
  const description = childNamed(request.element, 'fieldDescription');
  const field = description === undefined ? undefined : childNamed(description, 'field')?.text.trim();
  const page = childNamed(request.element, 'pageIndex');
  if (field === undefined || page === undefined) throw invalidXml('getSelectValue takes a fieldDescription with a field, and a pageIndex');
  const found = choicesOf(account, field);
  return xml.element(['core', 'getSelectValueResult'], (inner) => {
    if (found === undefined)
      return writeStatus(inner, false, [{ code: 'INVALID_FLD', message: `There are no choices of ${field}.`, type: 'ERROR' }]);
    const size = 1000;
    const shown = found.slice(Math.max(0, Number(page.text) - 1) * size, Math.max(1, Number(page.text)) * size);
    const numbers = inner.text('core', 'totalRecords', found.length) + inner.text('core', 'totalPages', Math.ceil(found.length / size));
    return writeStatus(inner, true) + numbers + (shown.length === 0 ? '' : choiceList(inner, shown));
  });
};

function choiceList(xml: XmlWriter, choices: readonly Reference[]): string {
  return xml.element(['core', 'baseRefList'], (list) =>
    choices
      .map(({ internalId, name = '' }) =>
        list.element(['core', 'baseRef'], (ref) => ref.text('core', 'name', name), {
          attributes: { internalId },
          type: ['core', 'RecordRef'],
        }),
      )
      .join(''),
  );
}

/** Stock by item and location. */
export const getItemAvailability: SoapOperation = ({ request, account, xml }) => {
  const filter = childNamed(request.element, 'itemAvailabilityFilter');
  const items = filter === undefined ? undefined : childNamed(filter, 'item')?.children;
  if (items === undefined) throw invalidXml('getItemAvailability takes an itemAvailabilityFilter with items');
  const rows = items.flatMap((reference) => {
    const item = account.item(reference.attributes.get('internalId') ?? '');
    return item === undefined ? [] : asList(item.fields.locationsList).map((row) => ({ item, row }));
  });
  return xml.element(
    ['core', 'getItemAvailabilityResult'],
    (inner) =>
      writeStatus(inner, true) +
      inner.element(['core', 'itemAvailabilityList'], (list) =>
        rows
          .map(({ item, row }) =>
            list.element(['core', 'itemAvailability'], (each) => {
              const change = item.fields.stockChangedAt;
              return [
                writeReference(each, ['core', 'item'], { internalId: item.internalId, name: textOf(item.fields.itemId), type: item.type }),
                typeof change === 'string' ? each.text('core', 'lastQtyAvailableChange', soapTime(change)) : '',
                writeReference(each, ['core', 'locationId'], { ...asReference(row.locationId), type: 'location' }),
                each.text('core', 'quantityOnHand', Number(row.quantityOnHand ?? 0)),
                each.text('core', 'quantityAvailable', Number(row.quantityAvailable ?? 0)),
              ].join('');
            }),
          )
          .join(''),
      ),
  );
};
