import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.js';

/**
 * The value of a custom attribute: Magento keeps those of customers, addresses and products in a list,
 * `custom_attributes: [{ attribute_code, value }]`. Orders keep what extensions add in an object, `extension_attributes`.
 */
export function customField(record: JsonObject, name: string): JsonValue {
  const attributes = record['custom_attributes'];
  const attribute = Array.isArray(attributes)
    ? attributes.find((one: JsonValue) => isJsonObject(one) && one['attribute_code'] === name)
    : undefined;
  if (isJsonObject(attribute)) return attribute['value'] ?? null;
  const extensions = record['extension_attributes'];
  return isJsonObject(extensions) && Object.hasOwn(extensions, name) ? (extensions[name] ?? null) : null;
}
