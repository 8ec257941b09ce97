export type { NetSuiteCredentials, OAuth2Client } from './auth/credentials.js';
export type { Permissions } from './auth/role.js';
export { type NetSuite, type NetSuiteOptions, startNetSuite } from './server.js';
