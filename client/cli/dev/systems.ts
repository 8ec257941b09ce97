import { join } from 'node:path';
import { DataWaldError } from '../../../core/errors.js';
import { type Crm, startCrm } from '../../../sandbox/crm/index.js';
import { loadShopData, northwind, Selling, type Shop, type ShopSeed, startShop } from '../../../sandbox/shop/index.js';
import { type Doors, startDoors } from './doors.js';
import { freePort } from './free-port.js';

/** The stand-ins that the demo runs between, with their data on disk. */
export interface Systems {
  readonly shop: Shop;
  readonly crm: Crm;
  readonly selling: Selling;
  readonly doors: Doors;
  /** What the config's references to addresses and tokens resolve to. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const [shopToken, crmToken] = ['demo-shop-token', 'demo-crm-token'];

/** Starts all. `shopData`: a file of the user's own in place of the Northwind trading company. */
export async function startSystems(
  folder: string,
  options: { readonly shopData?: string; readonly say: (line: string) => void },
): Promise<Systems> {
  const data = options.shopData === undefined ? northwind() : await readShopData(options.shopData);
  const shop = await startShop({
    port: await freePort(8480),
    file: join(folder, 'shop.db'),
    data,
    credentials: { accessToken: shopToken },
  });
  const crm = await startCrm({ port: await freePort(8481), file: join(folder, 'crm.db'), token: crmToken, limits: { burst: 190 } });
  const doors = await startDoors(await freePort(8482));
  const selling = new Selling({ data: shop.data, everyMs: 4000, log: options.say });
  return {
    shop,
    crm,
    selling,
    doors,
    env: { SHOP_URL: shop.url, SHOP_TOKEN: shopToken, CRM_URL: crm.url, CRM_TOKEN: crmToken, AWS_URL: doors.url },
    close: async () => {
      selling.stop();
      await Promise.all([shop.close(), crm.close(), doors.stop()]);
    },
  };
}

/** A file that is no shop data is the user's to mend, not a defect of ours. */
async function readShopData(file: string): Promise<ShopSeed> {
  try {
    return await loadShopData(file);
  } catch (cause) {
    const isMissing = typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOENT';
    const reason = isMissing ? `there is no file ${file}` : cause instanceof Error ? cause.message : String(cause);
    throw new DataWaldError('Config', `The shop data cannot be loaded: ${reason}`, { cause });
  }
}
