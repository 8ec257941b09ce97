import { textOf } from '../../records/shapes.js';
import { type SoapOperation, writeStatus } from '../call.js';
import { invalidXml } from '../faults.js';
import { soapTime } from '../times.js';
import { childNamed } from '../xml.js';

export const getServerTime: SoapOperation = ({ xml, account }) =>
  xml.element(
    ['core', 'getServerTimeResult'],
    (inner) => writeStatus(inner, true) + inner.text('core', 'serverTime', soapTime(account.now().toISOString())),
  );

export const getDataCenterUrls: SoapOperation = ({ xml, baseUrl, request }) => {
  if (childNamed(request.element, 'account') === undefined) throw invalidXml('getDataCenterUrls takes an account');
  return xml.element(
    ['core', 'getDataCenterUrlsResult'],
    (inner) =>
      writeStatus(inner, true) +
      inner.element(['core', 'dataCenterUrls'], (urls) =>
        ['restDomain', 'webservicesDomain', 'systemDomain'].map((name) => urls.text('core', name, baseUrl)).join(''),
      ),
  );
};

export const getAccountGovernanceInfo: SoapOperation = ({ xml, limits }) =>
  xml.element(
    ['core', 'getAccountGovernanceInfoResult'],
    (inner) =>
      writeStatus(inner, true) +
      inner.text('core', 'accountConcurrencyLimit', limits.concurrency) +
      inner.text('core', 'unallocatedConcurrencyLimit', limits.concurrency),
  );

export const getIntegrationGovernanceInfo: SoapOperation = ({ xml, limits }) =>
  xml.element(
    ['core', 'getIntegrationGovernanceInfoResult'],
    (inner) =>
      writeStatus(inner, true) +
      inner.text('core', 'integrationConcurrencyLimit', limits.concurrency) +
      inner.text('core', 'limitType', '_accountConcurrencyLimit'),
  );

/** Custom record types, custom lists and custom fields of the account. */
export const getCustomizationId: SoapOperation = (call) => {
  const { xml, account, request } = call;
  const kind = childNamed(request.element, 'customizationType')?.attributes.get('getCustomizationType');
  if (kind === undefined) throw invalidXml('getCustomizationId takes a customizationType with the attribute getCustomizationType');
  const on = {
    transactionBodyCustomField: 'transaction',
    transactionColumnCustomField: 'line',
    entityCustomField: 'entity',
    itemCustomField: 'item',
  }[kind];
  const found =
    kind === 'customRecordType'
      ? account.settings.customRecordTypes.map(({ internalId, scriptId, name }) => ({ internalId, scriptId, name }))
      : kind === 'customList'
        ? account.records
            .ofType('customList')
            .map(({ internalId, fields }) => ({ internalId, scriptId: textOf(fields.scriptId), name: textOf(fields.name) }))
        : account.settings.customFields
            .filter((field) => field.on === on)
            .map(({ internalId, scriptId, label }) => ({ internalId, scriptId, name: label }));
  return xml.element(['core', 'getCustomizationIdResult'], (inner) => {
    const list = inner.element(['core', 'customizationRefList'], (refs) =>
      found
        .map(({ name, ...attributes }) =>
          refs.element(['core', 'customizationRef'], (ref) => ref.text('core', 'name', name), {
            attributes: { ...attributes, type: kind },
            type: ['core', 'CustomizationRef'],
          }),
        )
        .join(''),
    );
    return writeStatus(inner, true) + inner.text('core', 'totalRecords', found.length) + list;
  });
};
