import { type Namespace, schemaInstance, urnOf } from '../catalogue/namespaces.js';
import { escapeXml } from './xml.js';

export interface ElementOptions {
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  /** The xsi:type. */
  readonly type?: readonly [Namespace, string];
}

/** What is declared around an element. */
interface Declared {
  readonly prefixes: ReadonlySet<Namespace>;
  readonly byDefault: Namespace | undefined;
}

/**
 * Writes elements as NetSuite does: namespaces are declared on the element that uses them, with prefixes that are not the
 * same in every answer, in some with none, in some with none for messages alone. A client that looks at prefixes is found out.
 */
export class XmlWriter {
  readonly version: string;
  readonly #turn: number;
  readonly #declared: Declared;

  /** @param turn any number: how namespaces are declared */
  constructor(version: string, turn: number, declared: Declared = { prefixes: new Set(), byDefault: undefined }) {
    this.version = version;
    this.#turn = turn;
    this.#declared = declared;
  }

  /** Content is text that is XML already, or made by a writer that knows what is declared here. */
  element(
    [namespace, name]: readonly [Namespace, string],
    content: string | ((inner: XmlWriter) => string),
    options: ElementOptions = {},
  ): string {
    const isPlain = this.#turn % 4 === 1 || (this.#turn % 4 === 2 && namespace === 'messages');
    const { prefixes, byDefault } = this.#declared;
    const used = [...(isPlain ? [] : [namespace]), ...(options.type === undefined ? [] : [options.type[0]])];
    const fresh = [...new Set(used)].filter((each) => !prefixes.has(each));
    const isNewDefault = isPlain && byDefault !== namespace;
    const declarations = [
      ...(isNewDefault ? [` xmlns="${urnOf(namespace, this.version)}"`] : []),
      ...fresh.map((each) => ` xmlns:${this.#prefix(each)}="${urnOf(each, this.version)}"`),
    ];
    const attributes = Object.entries(options.attributes ?? {}).map(([key, value]) =>
      value === undefined ? '' : ` ${key}="${escapeXml(value)}"`,
    );
    const type =
      options.type === undefined ? '' : ` xmlns:xsi="${schemaInstance}" xsi:type="${this.#prefix(options.type[0])}:${options.type[1]}"`;
    const tag = isPlain ? name : `${this.#prefix(namespace)}:${name}`;
    const inner = (): XmlWriter => {
      if (fresh.length === 0 && !isNewDefault) return this;
      return new XmlWriter(this.version, this.#turn, {
        prefixes: new Set([...prefixes, ...fresh]),
        byDefault: isPlain ? namespace : byDefault,
      });
    };
    const body = typeof content === 'string' ? content : content(inner());
    const opening = `<${tag}${attributes.join('')}${type}${declarations.join('')}`;
    return body === '' ? `${opening}/>` : `${opening}>${body}</${tag}>`;
  }

  text(namespace: Namespace, name: string, text: string | number | boolean): string {
    return this.element([namespace, name], escapeXml(String(text)));
  }

  #prefix(namespace: Namespace): string {
    const known: Partial<Record<Namespace, string>> = { core: 'platformCore', messages: 'platformMsgs', common: 'platformCommon' };
    if (this.#turn % 4 !== 3) return known[namespace] ?? `list${namespace.charAt(0).toUpperCase()}${namespace.slice(1, 4)}`;
    let sum = this.#turn;
    for (const character of namespace) sum = (sum * 31 + character.charCodeAt(0)) % 9973;
    return `ns${sum}`;
  }
}
