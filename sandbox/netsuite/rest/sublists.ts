import { listShape, recordDefinition } from '../catalogue/catalogue.js';
import { noSuchRecord } from '../records/problem.js';
import { asFields, asList } from '../records/shapes.js';
import { type RestAnswer, RestProblem } from './errors.js';
import { fieldByRestName } from './names.js';
import { type RecordRequest, resourceOf } from './record-actions.js';
import { collection, writeJson } from './write-json.js';

/** A list or a part of a record under its own path, such as `salesOrder/1001/item`. */
export function sublist(request: RecordRequest, name: string): RestAnswer {
  const { room, baseUrl, id = '' } = request;
  const { type, scriptId } = resourceOf(room, request.name);
  const place = { type, ...(scriptId !== undefined && { typeId: scriptId }) };
  const record = room.account.find({ ...place, ...(id.startsWith('eid:') ? { externalId: id.slice(4) } : { internalId: id }) });
  if (record === undefined) throw noSuchRecord();
  const definition = recordDefinition(type);
  const field = definition === undefined ? undefined : fieldByRestName(definition, name);
  const list = field === undefined ? undefined : listShape(field);
  const self = `${baseUrl}/services/rest/record/v1/${request.name}/${record.internalId}/${name}`;
  if (field === undefined || (list === undefined && asFields(record.fields[field.name]) === undefined)) {
    throw new RestProblem(404, 'NOT_FOUND', { message: `There is no sub-resource ${name}.` });
  }
  if (list !== undefined) {
    return {
      status: 200,
      headers: { 'content-type': 'application/vnd.oracle.resource+json; type=collection; charset=UTF-8' },
      body: collection(asList(record.fields[field.name]), { self, type: list.type }),
    };
  }
  const whole = writeJson(record, { self: self.slice(0, -name.length - 1), isExpanded: true });
  return { status: 200, body: whole[name] };
}
