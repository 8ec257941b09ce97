import { type Client, Connection } from '@temporalio/client';
import { SearchAttributeType } from '@temporalio/common';
import { searchAttributeKeys } from '../workflows/search-attributes.js';

/** Numbers of `temporal.api.enums.v1.IndexedValueType`. */
const indexedValueTypes: Partial<Record<SearchAttributeType, number>> = {
  [SearchAttributeType.KEYWORD]: 2,
  [SearchAttributeType.INT]: 3,
  [SearchAttributeType.DATETIME]: 6,
};

/** True when the namespace knows all the `Dw…` search attributes. */
export async function hasSearchAttributes(client: Client): Promise<boolean> {
  try {
    const { customAttributes } = await operatorService(client).listSearchAttributes({ namespace: client.options.namespace });
    return keys().every((key) => Object.hasOwn(customAttributes ?? {}, key.name));
  } catch {
    return false;
  }
}

/**
 * Registers them where that is allowed. Where it is not (Temporal Cloud), returns the commands that an administrator
 * runs; tasks run without them until then.
 */
export async function registerSearchAttributes(
  client: Client,
): Promise<{ readonly isDone: boolean; readonly commands: readonly string[] }> {
  if (await hasSearchAttributes(client)) return { isDone: true, commands: [] };
  const searchAttributes = Object.fromEntries(keys().map((key) => [key.name, indexedValueTypes[key.type] ?? 0]));
  try {
    await operatorService(client).addSearchAttributes({ namespace: client.options.namespace, searchAttributes });
    return { isDone: true, commands: [] };
  } catch {
    const { namespace } = client.options;
    const commands = keys().map(
      (key) => `temporal operator search-attribute create --namespace ${namespace} --name ${key.name} --type ${typeName(key.type)}`,
    );
    return { isDone: false, commands };
  }
}

function keys() {
  return Object.values(searchAttributeKeys);
}

function typeName(type: SearchAttributeType): string {
  return type.charAt(0) + type.slice(1).toLowerCase();
}

function operatorService(client: Client) {
  if (client.connection instanceof Connection) return client.connection.operatorService;
  throw new TypeError('this client has no connection with an operator service');
}
