import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { CommandSpec } from '../command.js';
import { exitCodes } from '../exit-codes.js';
import { UsageError } from '../failures.js';

export const init: CommandSpec = {
  name: 'init',
  summary: 'Write a config to begin with, its mapping, and the JSON Schemas for editors',
  examples: ['datawald init', 'datawald init --config shops/datawald.yaml'],
  async run(context) {
    const { configJsonSchema, mappingJsonSchema } = await import('../../../config/json-schema.js');
    const file = join(context.cwd, context.options.config);
    const folder = dirname(file);
    const files: Record<string, string> = {
      [file]: firstConfig,
      [join(folder, 'mappings', 'shop-order-to-crm.yaml')]: firstMapping,
      [join(folder, '.datawald', 'datawald.schema.json')]: `${JSON.stringify(configJsonSchema(context.registry), null, 2)}\n`,
      [join(folder, '.datawald', 'mapping.schema.json')]: `${JSON.stringify(mappingJsonSchema(), null, 2)}\n`,
    };
    const [present] = [file, join(folder, 'mappings', 'shop-order-to-crm.yaml')].filter((name) => existsSync(name));
    if (present !== undefined)
      throw new UsageError(`${relative(context.cwd, present)} is there already and is left as it is. Name another file with --config.`);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(name), { recursive: true });
      writeFileSync(name, text);
    }
    const written = Object.keys(files).map((name) => relative(context.cwd, name));
    context.output.data(
      { written },
      [...written.map((name) => `wrote ${name}`), 'Next: set SHOP_TOKEN and CRM_TOKEN, then: datawald validate'].join('\n'),
    );
    return exitCodes.done;
  },
};

const firstConfig = `# yaml-language-server: $schema=.datawald/datawald.schema.json
endpoints:
  shop:
    connector: magento2
    settings:
      baseUrl: https://shop.example.com
      auth: { type: integration, accessToken: "\${env:SHOP_TOKEN}" }
  crm:
    connector: hubspot
    settings:
      token: "\${env:CRM_TOKEN}"

syncs:
  shop-orders-to-crm:
    source: shop
    target: crm
    txType: order
    mapping: mappings/shop-order-to-crm.yaml
    schedule: { every: 5m, jitter: 30s }
    startAt: 2026-01-01T00:00:00Z
`;

const firstMapping = `# yaml-language-server: $schema=../.datawald/mapping.schema.json
# target field: how it comes about
dw_order_id: { src: [{ key: entity_id }] }
dealname:
  src: [{ key: increment_id, label: number }]
  funct: '"Order " & number'
amount: { src: [{ key: grand_total }] }
`;
