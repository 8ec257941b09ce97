export type { ShopCredentials } from './credentials.js';
export { loadShopData } from './load-shop-data.js';
export { northwind } from './northwind/northwind.js';
export { Selling, type SellingOptions } from './selling.js';
export type { Customer, CustomerDraft, Order, OrderDraft, Product, ProductDraft, ShopSeed } from './shapes.js';
export { type Shop, type ShopOptions, startShop } from './shop.js';
export type { ShopData } from './shop-data.js';
