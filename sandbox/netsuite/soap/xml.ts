import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { schemaInstance } from '../catalogue/namespaces.js';

/** An element with its namespace resolved. Attributes go by their local name; `xsi:` ones apart. */
export interface XmlElement {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly xsiType: { readonly namespace: string; readonly name: string } | undefined;
  readonly isNil: boolean;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Text that is no XML, or XML that is not taken. */
export class XmlProblem extends Error {}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: true,
});

type Node = Readonly<Record<string, unknown>>;

export function parseXml(text: string): XmlElement {
  if (/<!DOCTYPE/i.test(text)) throw new XmlProblem('DOCTYPE is not allowed');
  const checked = XMLValidator.validate(text);
  if (checked !== true) throw new XmlProblem(`${checked.err.msg} (line ${checked.err.line})`);
  const root = (parser.parse(text) as Node[]).map((node) => elementOf(node, new Map())).find((element) => element !== undefined);
  if (root === undefined) throw new XmlProblem('Premature end of file');
  return root;
}

function elementOf(node: Node, outer: ReadonlyMap<string, string>): XmlElement | undefined {
  const tag = Object.keys(node).find((key) => key !== ':@' && key !== '#text' && !key.startsWith('?'));
  if (tag === undefined) return undefined;
  const raw = Object.entries((node[':@'] ?? {}) as Readonly<Record<string, string>>);
  const scope = new Map(outer);
  for (const [name, value] of raw) {
    if (name === 'xmlns') scope.set('', value);
    else if (name.startsWith('xmlns:')) scope.set(name.slice(6), value);
  }
  const content = node[tag] as Node[];
  const attributes = raw.filter(([name]) => !/^xmlns(:|$)/.test(name)).map(([name, value]) => attributeOf({ name, value, scope }));
  const ofSchema = (wanted: string): string | undefined =>
    attributes.find(({ namespace, name }) => namespace === schemaInstance && name === wanted)?.value;
  const type = ofSchema('type');
  return {
    ...resolve(tag, scope),
    attributes: new Map(attributes.filter(({ namespace }) => namespace === '').map(({ name, value }) => [name, value])),
    xsiType: type === undefined ? undefined : resolve(type.trim(), scope),
    isNil: ['true', '1'].includes(ofSchema('nil') ?? ''),
    children: content.flatMap((child) => elementOf(child, scope) ?? []),
    text: content.map((child) => ('#text' in child ? String(child['#text']) : '')).join(''),
  };
}

function attributeOf({
  name,
  value,
  scope,
}: {
  readonly name: string;
  readonly value: string;
  readonly scope: ReadonlyMap<string, string>;
}): {
  readonly namespace: string;
  readonly name: string;
  readonly value: string;
} {
  return name.includes(':') ? { ...resolve(name, scope), value } : { namespace: '', name, value };
}

function resolve(name: string, scope: ReadonlyMap<string, string>): { readonly namespace: string; readonly name: string } {
  const colon = name.indexOf(':');
  const prefix = colon < 0 ? '' : name.slice(0, colon);
  const namespace = scope.get(prefix);
  if (namespace === undefined && prefix !== '') throw new XmlProblem(`The prefix "${prefix}" for "${name}" is not bound`);
  return { namespace: namespace ?? '', name: colon < 0 ? name : name.slice(colon + 1) };
}

export function childNamed(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
