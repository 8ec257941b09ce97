export type { CrmLimits, SeenRequest } from './gate.js';
export type { Rule, RuleInput } from './rules.js';
export { type Crm, type CrmOptions, startCrm } from './server.js';
