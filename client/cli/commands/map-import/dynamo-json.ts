import { isJsonObject } from '../../../../core/json.js';

const types = ['S', 'N', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS'];

/** A value in the types of DynamoDB: `{ "S": "text" }`. */
export function isDynamo(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const [only, ...others] = Object.entries(value);
  if (only === undefined || others.length > 0 || !types.includes(only[0])) return false;
  const [type, content] = only;
  if (type === 'S' || type === 'N') return typeof content === 'string';
  if (type === 'BOOL' || type === 'NULL') return typeof content === 'boolean';
  if (type === 'M') return isJsonObject(content) && Object.values(content).every(isDynamo);
  return Array.isArray(content) && (type !== 'L' || content.every(isDynamo));
}

/** The value itself. */
export function plain(value: unknown): unknown {
  const [[type, content] = ['', null]] = isJsonObject(value) ? Object.entries(value) : [];
  switch (type) {
    case 'N':
      return Number(content);
    case 'NULL':
      return null;
    case 'M':
      return Object.fromEntries(Object.entries(isJsonObject(content) ? content : {}).map(([name, member]) => [name, plain(member)]));
    case 'L':
      return Array.isArray(content) ? content.map(plain) : [];
    case 'NS':
      return Array.isArray(content) ? content.map(Number) : [];
    default:
      return content;
  }
}
