import { plainText } from '../values/text.js';

/** An element of a request: keys are `namespace:name`, attributes stand under `attributes`, lists repeat the element. */
export type XmlContent = string | number | boolean | XmlElement | readonly XmlContent[] | undefined;
export interface XmlElement {
  readonly [name: string]: XmlContent;
}

/** An element of an answer, as the parser gives it: text, or children by local name. Missing ones are undefined. */
export type XmlNode = unknown;

function isObject(node: XmlNode): node is Readonly<Record<string, unknown>> {
  return typeof node === 'object' && node !== null && !Array.isArray(node) && !(node instanceof Date);
}

/** All elements of that name: NetSuite's lists of one come as the element itself. */
export function childrenOf(node: XmlNode, name: string): readonly XmlNode[] {
  if (!isObject(node)) return [];
  const found = node[name];
  if (found === undefined || found === null) return [];
  return Array.isArray(found) ? found : [found];
}

/** The first element at a path such as `searchResult/recordList`. */
export function childOf(node: XmlNode, path: string): XmlNode {
  return path.split('/').reduce<XmlNode>((current, name) => childrenOf(current, name)[0], node);
}

export function textOf(node: XmlNode): string | undefined {
  if (node === undefined || node === null) return undefined;
  if (node instanceof Date) return node.toISOString();
  if (isObject(node)) return '$value' in node ? textOf(node['$value']) : undefined;
  return Array.isArray(node) ? textOf(node[0]) : plainText(node);
}

export function attributeOf(node: XmlNode, name: string): string | undefined {
  const attributes = isObject(node) ? node['attributes'] : undefined;
  const value = isObject(attributes) ? attributes[name] : undefined;
  return value === undefined ? undefined : plainText(value);
}

/** The local name of `xsi:type`. */
export function typeOf(node: XmlNode): string | undefined {
  const attributes = isObject(node) ? node['attributes'] : undefined;
  if (!isObject(attributes)) return undefined;
  const plain = Object.entries(attributes).find(([name]) => /(^|:)type$/.test(name) && name.includes(':'))?.[1];
  const kept = attributes['xsi_type'];
  const name = plain ?? (isObject(kept) ? kept['type'] : undefined);
  return typeof name === 'string' ? name.replace(/^.*:/, '') : undefined;
}
