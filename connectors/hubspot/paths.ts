/**
 * Where each resource lives. Dated versions put the version behind the resource; before them, objects, properties and
 * the account were in v3 and associations in v4 (developers.hubspot.com, versioning of the API).
 */
export class Paths {
  readonly #version: string;
  readonly #isDated: boolean;

  constructor(version: string) {
    this.#version = version;
    this.#isDated = /^\d/.test(version);
  }

  objects(type: string): string {
    const name = encodeURIComponent(type);
    return this.#isDated ? `/crm/objects/${this.#version}/${name}` : `/crm/v3/objects/${name}`;
  }

  associations(from: string, to: string): string {
    const pair = `${encodeURIComponent(from)}/${encodeURIComponent(to)}`;
    return this.#isDated ? `/crm/associations/${this.#version}/${pair}` : `/crm/v4/associations/${pair}`;
  }

  properties(type: string): string {
    const name = encodeURIComponent(type);
    return this.#isDated ? `/crm/properties/${this.#version}/${name}` : `/crm/v3/properties/${name}`;
  }

  account(): string {
    return `/account-info/${this.#isDated ? this.#version : 'v3'}`;
  }
}
