import type { CommandSpec } from '../command.js';
import { apply } from './apply.js';
import { bridge } from './bridge.js';
import { builds } from './builds.js';
import { check } from './check.js';
import { completion } from './completion.js';
import { cutDate } from './cut-date.js';
import { dev } from './dev.js';
import { doctor } from './doctor.js';
import { entity } from './entity.js';
import { inbox } from './inbox.js';
import { init } from './init.js';
import { limits } from './limits.js';
import { lookup } from './lookup.js';
import { map } from './map.js';
import { message } from './message.js';
import { metadata } from './metadata.js';
import { notifications } from './notifications.js';
import { orders } from './orders.js';
import { start } from './start.js';
import { store } from './store.js';
import { task } from './task.js';
import { tasks } from './tasks.js';
import { validate } from './validate.js';
import { worker } from './worker.js';

const all: readonly CommandSpec[] = [
  init,
  doctor,
  validate,
  apply,
  check,
  store,
  dev,
  worker,
  bridge,
  builds,
  start,
  tasks,
  task,
  entity,
  ...orders,
  inbox,
  message,
  notifications,
  cutDate,
  limits,
  map,
  lookup,
  metadata,
];

/** Every command, in the order in which `--help` lists them. */
export const commands: readonly CommandSpec[] = [...all, completion(all)];
