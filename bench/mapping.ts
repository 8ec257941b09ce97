import type { JsonObject } from '../core/json.js';
import { compileMapping } from '../mapping/load.js';
import type { Mapping } from '../mapping/mapping.js';
import { type Figure, type FigureOptions, type Result, rounded } from './figure.js';
import { maps, order, tables } from './mapping-record.js';

const goals = { python: 20_000, jsonata: 10_000 } as const;
type MapLanguage = keyof typeof goals;

const pageSize = 1000;
/** Long enough that the machine's code is compiled, and that a pause of the collector is one of many. */
const defaultRecords = 60_000;

/** Records per second, on one core, of thirty attributes in either language, three of which ask a lookup table; compiled once. */
export async function mapping({ entities = defaultRecords, say }: FigureOptions): Promise<Figure> {
  const results: Result[] = [];
  const kinds = { python: maps.python, jsonata: maps.jsonata, 'jsonata, by the interpreter alone': interpreted(maps.jsonata) };
  for (const [name, document] of Object.entries(kinds)) {
    const measured = await measure(name, document, name in goals ? entities : Math.ceil(entities / 10));
    say(`${name}: ${measured.recordsPerSecond} records/s`);
    results.push(measured);
  }
  return {
    results,
    goals: (Object.entries(goals) as [MapLanguage, number][]).map(([language, goal]) => {
      const rate = Number(results.find(({ name }) => name === `map in ${language}`)?.['recordsPerSecond'] ?? 0);
      return { what: `a map of 30 attributes in ${language} takes ${rate} records/s on one core, at least ${goal}`, isMet: rate >= goal };
    }),
  };
}

/** The same map with a variable in each expression, which keeps it from being compiled: what rarer expressions cost. */
function interpreted(document: typeof maps.jsonata): object {
  return Object.fromEntries(
    Object.entries(document).map(([name, rule]) => [name, 'funct' in rule ? { ...rule, funct: `($x := 0; ${rule.funct})` } : rule]),
  );
}

async function measure(name: string, document: unknown, count: number): Promise<Result & { readonly recordsPerSecond: number }> {
  const began = performance.now();
  const compiled = compileMapping(document, name, { lookups: tables });
  const compileMs = performance.now() - began;
  const pages = Array.from({ length: 10 }, (_, page) => pageOf(page));
  for (const page of pages) await run(compiled, page);
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let done = 0; done < count; done += pageSize) {
    const start = performance.now();
    await run(compiled, pages[(done / pageSize) % pages.length] ?? []);
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(cpu);
  const sorted = times.toSorted((a, b) => a - b);
  const perSecond = (ms: number) => Math.round((pageSize / ms) * 1000);
  return {
    name: `map in ${name}`,
    recordsPerSecond: perSecond(sorted[Math.floor(sorted.length / 2)] ?? 1),
    worstPage: perSecond(sorted.at(-1) ?? 1),
    cpuMicrosPerRecord: rounded((user + system) / (times.length * pageSize)),
    compileMs: rounded(compileMs),
  };
}

function pageOf(page: number): readonly JsonObject[] {
  return Array.from({ length: pageSize }, (_, index) => order(page * pageSize + index));
}

/** A page, record after record, as activities map it. */
async function run(compiled: Mapping, page: readonly JsonObject[]): Promise<void> {
  for (const record of page) {
    const result = compiled.run(record, { srcId: '', now: '2026-01-31T00:00:00.000Z' });
    const mapped = result instanceof Promise ? await result : result;
    if (!('data' in mapped)) throw new Error(`the mapping of the benchmark failed: ${mapped.failure.message}`);
    if (Object.keys(mapped.data).length !== 30)
      throw new Error(`the mapping of the benchmark gave ${Object.keys(mapped.data).length} fields`);
  }
}
