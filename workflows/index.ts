/** What the workflow bundle exports: one function per workflow type. */
export { maintenance } from './maintenance.js';
export { notify } from './notify.js';
export { productMetadata } from './product-metadata.js';
export { syncTask } from './sync-task.js';
export { transfer } from './transfer.js';
