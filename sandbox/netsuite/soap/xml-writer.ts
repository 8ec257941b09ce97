import { type Namespace, schemaInstance, urnOf } from '../catalogue/namespaces.js';
import { escapeXml } from './xml.js';

export interface ElementOptions {
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  /** The xsi:type. */
  readonly type?: readonly [Namespace, string];
}

/**
 * Writes elements as NetSuite does: namespaces are declared on the element that uses them, and the prefixes are not the
 * same in every answer. A client that looks at prefixes is found out.
 */
export class XmlWriter {
  readonly version: string;
  readonly #turn: number;
  readonly #declared: ReadonlySet<Namespace>;

  /** @param turn any number: which prefixes are used */
  constructor(version: string, turn: number, declared: ReadonlySet<Namespace> = new Set()) {
    this.version = version;
    this.#turn = turn;
    this.#declared = declared;
  }

  /** Content is text that is XML already, or made by a writer that knows what is declared here. */
  element(namespace: Namespace, name: string, content: string | ((inner: XmlWriter) => string), options: ElementOptions = {}): string {
    const used = new Set<Namespace>([namespace, ...(options.type === undefined ? [] : [options.type[0]])]);
    const fresh = [...used].filter((each) => !this.#declared.has(each));
    const inner = fresh.length === 0 ? this : new XmlWriter(this.version, this.#turn, new Set([...this.#declared, ...fresh]));
    const declarations = fresh.map((each) => ` xmlns:${this.#prefix(each)}="${urnOf(each, this.version)}"`);
    const attributes = Object.entries(options.attributes ?? {}).map(([key, value]) =>
      value === undefined ? '' : ` ${key}="${escapeXml(value)}"`,
    );
    const type =
      options.type === undefined ? '' : ` xmlns:xsi="${schemaInstance}" xsi:type="${this.#prefix(options.type[0])}:${options.type[1]}"`;
    const tag = `${this.#prefix(namespace)}:${name}`;
    const body = typeof content === 'string' ? content : content(inner);
    return `<${tag}${attributes.join('')}${type}${declarations.join('')}>${body}</${tag}>`;
  }

  text(namespace: Namespace, name: string, text: string | number | boolean): string {
    return this.element(namespace, name, escapeXml(String(text)));
  }

  #prefix(namespace: Namespace): string {
    const known: Partial<Record<Namespace, string>> = { core: 'platformCore', messages: 'platformMsgs', common: 'platformCommon' };
    if (this.#turn % 3 === 0) return known[namespace] ?? `list${namespace.charAt(0).toUpperCase()}${namespace.slice(1, 4)}`;
    let sum = this.#turn;
    for (const character of namespace) sum = (sum * 31 + character.charCodeAt(0)) % 9973;
    return `ns${sum}`;
  }
}
