import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StringStream } from '../../test/support/string-stream.js';
import { commands } from './commands/index.js';
import { runCli } from './main.js';

/** Nothing listens there. */
const nowhere = '127.0.0.1:9';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'datawald-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function cli(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [new StringStream(), new StringStream()];
  const env = { PATH: process.env['PATH'], SHOP_TOKEN: 'shop-token-1', CRM_TOKEN: 'crm-token-1', TEMPORAL_ADDRESS: nowhere };
  const code = await runCli({ argv, env, cwd: folder, streams: { out, err } });
  return { code, out: out.text, err: err.text };
}

function edit(file: string, change: (text: string) => string): void {
  const path = join(folder, file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

describe('the command line', () => {
  it.each(commands.map(({ name }) => name))('explains %s with examples', async (name) => {
    const { code, out } = await cli(name, '--help');
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: datawald /);
    expect(out).toMatch(/Examples:\n {2}\$ /);
    expect(out).toContain('--json');
  });

  it('lists every command', async () => {
    const { code, out } = await cli('--help');
    expect(code).toBe(0);
    for (const { name, summary } of commands) {
      expect(out).toContain(name);
      expect(out.replaceAll(/\s+/g, ' ')).toContain(summary);
    }
  });

  it('shows its help where no command is given', async () => {
    const { code, out, err } = await cli();
    expect(code).toBe(64);
    expect(out + err).toContain('Commands:');
  });

  it.each([
    [['taks'], /unknown command 'taks'[\s\S]*Did you mean .*task/],
    [['tasks', '--statos', 'Fail'], /unknown option '--statos'[\s\S]*Did you mean --status/],
    [['tasks', '--status', 'Failed'], /no status "Failed"\. Did you mean Fail\?/],
    [['tasks', '--limit', 'many'], /--limit takes a whole number above 0, not "many"/],
    [['task'], /missing required argument 'task'/],
    [['store', 'drop'], /store knows one action, init, not "drop"/],
    [['completion', 'tcsh'], /There is one for: bash, zsh, fish/],
  ])('answers %j with 64 and what was meant', async (argv, expected) => {
    const { code, out, err } = await cli(...argv);
    expect({ code, out }).toEqual({ code: 64, out: '' });
    expect(err).toMatch(expected);
  });

  it('says in one line that Temporal does not answer, where, and what to do: 5', async () => {
    const { code, err } = await cli('tasks');
    expect(code).toBe(5);
    expect(err).toBe(
      `No Temporal server answers at ${nowhere}. Start one with \`npm start\` or \`temporal server start-dev\`, or name yours in TEMPORAL_ADDRESS.\n`,
    );
  });

  it('puts an error into the one JSON document, too', async () => {
    const { code, out, err } = await cli('tasks', '--status', 'Failed', '--json');
    expect({ code, err }).toEqual({ code: 64, err: '' });
    expect(JSON.parse(out)).toMatchObject({ version: 1, data: { error: expect.stringContaining('Did you mean Fail?'), exitCode: 64 } });
  });
});

describe('a new config', () => {
  let written: Awaited<ReturnType<typeof cli>>;
  beforeEach(async () => {
    written = await cli('init');
  });

  it('says what was written, and what comes next', () => {
    expect(written).toMatchObject({ code: 0, out: expect.stringMatching(/^wrote datawald\.yaml\n[\s\S]*Next: /) });
  });

  it('is valid as it is written', async () => {
    expect(await cli('validate')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/datawald.yaml is valid: version \w+, 1 sync\.\n$/),
    });
    expect(JSON.parse((await cli('validate', '--json')).out)).toMatchObject({ version: 1, data: { isValid: true, problems: [] } });
  });

  it('has a store whose tables are made once', async () => {
    expect(await cli('store', 'init')).toMatchObject({
      code: 0,
      out: 'The store (embedded) was made ready: 001-tables, 002-budgets, 003-outbox, 004-product-metadata, 005-lookups, 006-inbox.\n',
    });
    expect(JSON.parse((await cli('store', 'init', '--json')).out)).toMatchObject({ data: { kind: 'embedded', applied: [] } });
  });

  it('is never written over', async () => {
    edit('datawald.yaml', (text) => `${text}# mine\n`);
    expect(await cli('init')).toMatchObject({ code: 64, err: expect.stringContaining('datawald.yaml is there already') });
    expect(readFileSync(join(folder, 'datawald.yaml'), 'utf8')).toContain('# mine');
  });

  it('that is wrong shows every problem with its place: 4', async () => {
    edit('datawald.yaml', (text) => text.replace('target: crm', 'target: crn').replace('shop-order-to-crm.yaml', 'orders.yaml'));
    const { code, out } = await cli('validate');
    expect(code).toBe(4);
    expect(out).toMatch(/datawald\.yaml:\d+:\d+.*crn.*crm/);
    expect(out).toMatch(/datawald\.yaml:\d+:\d+.*orders\.yaml/);
    expect(await cli('cut-date', 'shop-orders-to-crm')).toMatchObject({ code: 4, err: expect.stringContaining('crn') });
  });

  it('would be a change until it is applied: 2', async () => {
    const { code, out } = await cli('apply', '--dry-run');
    expect(code).toBe(2);
    expect(out).toContain('+ sync shop-orders-to-crm');
    expect(out).toContain('is not applied yet');
    expect(JSON.parse((await cli('apply', '--dry-run', '--json')).out)).toMatchObject({ version: 1, data: { isDryRun: true } });
  });

  it('maps a record, with source and result side by side and the inputs of each rule', async () => {
    writeFileSync(join(folder, 'order.json'), JSON.stringify({ entity_id: 12, increment_id: '000012', grand_total: 9.5 }));
    const { code, out } = await cli('map', 'shop-orders-to-crm', '--in', 'order.json');
    expect(code).toBe(0);
    expect(out).toMatch(/^source +│ result\n\{ +│ \{\n[\s\S]*"increment_id": "000012", +│ +"dealname": "Order 000012",\n/);
    expect(out).toMatch(/^dealname +number ← increment_id = "000012" +"Order 000012"$/m);
  });

  it.each([
    [['map', 'shop-orders-to-crm'], /either --in FILE or --entity SRCID/],
    [['map', 'shop-orders-to-crm', '--in', 'nothing.json'], /nothing\.json cannot be read/],
    [['map', 'shop-order-to-crm', '--in', 'order.json'], /Did you mean shop-orders-to-crm\?/],
    [['check', 'shopp'], /no endpoint "shopp".*Did you mean shop\?/],
    [['cut-date', 'shop-orders-to-crm', '--set', 'yesterday'], /--set takes a date and time with its zone/],
  ])('refuses %j with 64 and the reason', async (argv, expected) => {
    const { code, err } = await cli(...argv);
    expect({ code, err }).toEqual({ code: 64, err: expect.stringMatching(expected) });
  });

  it('has no cut date, and has never seen an entity: 1', async () => {
    expect(await cli('cut-date', 'shop-orders-to-crm')).toMatchObject({ code: 0, out: 'shop-orders-to-crm has no cut date yet\n' });
    expect(await cli('entity', 'shop-orders-to-crm', '12')).toMatchObject({
      code: 1,
      out: 'shop-orders-to-crm has never seen an entity "12".\n',
    });
  });

  it('is checked by doctor, which says for each problem what to do: 1', async () => {
    const { code, out } = await cli('doctor');
    expect(code).toBe(1);
    expect(out).toMatch(/✓ Node/);
    expect(out).toMatch(/✗ store \(embedded\): has no config yet\n {4}→ datawald apply/);
    expect(out).toMatch(/✗ Temporal: .*\n {4}→ start a server at 127\.0\.0\.1:9, or set TEMPORAL_ADDRESS/);
    expect(out).toMatch(/\d problems\.\n$/);
    expect(out).not.toContain('crm-token-1');
  }, 30_000);
});

describe('completion', () => {
  it('for bash is a script that bash takes, and completes commands', async () => {
    const { code, out } = await cli('completion', 'bash');
    expect(code).toBe(0);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'completion.bash'), out);
    expect(spawnSync('bash', ['-n', join(folder, 'completion.bash')]).status).toBe(0);
    const ask = `source ${join(folder, 'completion.bash')}; COMP_WORDS=(datawald val); COMP_CWORD=1; _datawald; echo "\${COMPREPLY[@]}"`;
    expect(spawnSync('bash', ['-c', ask], { encoding: 'utf8' }).stdout).toBe('validate\n');
  });
});
