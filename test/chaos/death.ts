import type { Connector } from '../../connectors/connector.js';
import type { Store } from '../../stores/store.js';

/** Where a worker dies: just before, or just after, its n-th call of a method of the store or of a connector. */
export interface Death {
  readonly when: 'before' | 'after';
  /** `staging.claim`, `cutDates.commit`, `target.write` …; `continued`: the first claim of a transfer that continued as new. */
  readonly call: string;
  readonly nth: number;
}

/** Watches the calls of one process and kills it at the moment that was asked for. No handler runs, nothing is finished. */
export class Watch {
  readonly #death: Death | undefined;
  #calls = 0;
  #firstRun: string | undefined;

  constructor(death: Death | undefined) {
    this.#death = death;
  }

  store(store: Store): Store {
    return {
      tasks: this.#watched(store.tasks, 'tasks'),
      staging: this.#watched(store.staging, 'staging'),
      cutDates: this.#watched(store.cutDates, 'cutDates'),
      configVersions: store.configVersions,
      productMetadata: store.productMetadata,
      retention: store.retention,
      outbox: this.#watched(store.outbox, 'outbox'),
      budgets: store.budgets,
      lookups: store.lookups,
      inbox: store.inbox,
      migrate: async () => await store.migrate(),
      ping: async () => await store.ping(),
      [Symbol.asyncDispose]: async () => await store[Symbol.asyncDispose](),
    };
  }

  connector<Settings>(connector: Connector<Settings>): Connector<Settings> {
    return {
      ...connector,
      open: (settings, context) => {
        const { source, target, ...endpoint } = connector.open(settings, context);
        return {
          ...endpoint,
          ...(source !== undefined && { source: this.#watched(source, 'source') }),
          ...(target !== undefined && { target: this.#watched(target, 'target') }),
        };
      },
    };
  }

  #watched<Part extends object>(part: Part, name: string): Part {
    const wanted = this.#death?.call === 'continued' ? 'staging.claim' : this.#death?.call;
    return new Proxy(part, {
      get: (object, key) => {
        const value: unknown = Reflect.get(object, key, object);
        if (typeof value !== 'function') return value;
        if (`${name}.${String(key)}` !== wanted) return value.bind(object) as unknown;
        return async (...args: readonly unknown[]) => {
          const isFatal = this.#isFatal(args[0]);
          if (isFatal && this.#death?.when === 'before') die();
          const result: unknown = await Reflect.apply(value, object, args);
          if (isFatal) die();
          return result;
        };
      },
    });
  }

  #isFatal(request: unknown): boolean {
    this.#calls += 1;
    if (this.#death?.call !== 'continued') return this.#calls === this.#death?.nth;
    const run = runOf(request);
    this.#firstRun ??= run;
    return run !== this.#firstRun;
  }
}

/** The run of the transfer that a claim is for: the first part of its token. */
function runOf(request: unknown): string {
  const token = typeof request === 'object' && request !== null && 'token' in request ? String(request.token) : '';
  return token.split('/')[0] ?? '';
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
  // The signal may arrive a moment later; nothing more may happen until then.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
