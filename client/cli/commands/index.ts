import type { CommandSpec } from '../command.js';
import { apply } from './apply.js';
import { orders } from './orders.js';
import { start } from './start.js';
import { validate } from './validate.js';

export const commands: readonly CommandSpec[] = [validate, apply, start, ...orders];
