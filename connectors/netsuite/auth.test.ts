import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { toInstant } from '../../core/instant.js';
import type { JsonObject } from '../../core/json.js';
import { mapped, openNetSuite, tokens } from '../../test/netsuite.js';
import { addressOf } from './account.js';
import { signRequest } from './auth/oauth1.js';
import { newNonce, tokenPassport } from './auth/token-passport.js';

const signal = new AbortController().signal;
const at = toInstant(Date.UTC(2026, 0, 1));
const read = { txType: 'order', until: at, limit: 10, signal } as const;
const ann = mapped('1', { companyName: 'A', isPerson: false, subsidiary: { id: '1' } });

function keyPair(algorithm: 'PS256' | 'ES256') {
  const { privateKey, publicKey } =
    algorithm === 'PS256' ? generateKeyPairSync('rsa', { modulusLength: 3072 }) : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

describe('NS-01 signatures', () => {
  const credentials = {
    account: '1234567',
    consumerKey: '71cc02b731f05895561ef0862d71553a3ac99498a947c3b7beaf4a1e4a29f7c4',
    consumerSecret: '7278da58caf07f5c336301a601203d10a58e948efa280f0618e25fcee1ef2abd',
    tokenId: '89e08d9767c5ac85b374415725567d05b54ecf0960ad2470894a52f741020d82',
    tokenSecret: '060cd9ab3ffbbe1e3d3918e90165ffd37ab12acc76b4691046e2d29c7d7674c2',
  };

  it("are those of Oracle's sample", () => {
    const passport = tokenPassport(credentials, { nonce: '6obMKq0tmY8ylVOdEkA1', timestamp: '1439829974' });
    expect(passport.signature).toBe('FCghIZqXNetuZY8ILWOFH0ucdfzQOmAuL+q+kF21zPs=');
  });

  it('never use a nonce twice', () => {
    const nonces = new Set(Array.from({ length: 1000 }, newNonce));
    expect(nonces.size).toBe(1000);
    expect([...nonces].every((nonce) => /^[A-Za-z0-9]{6,64}$/.test(nonce))).toBe(true);
    const sign = () => signRequest(credentials, { method: 'GET', url: new URL('https://x.example/a?q=1') }, new Date());
    expect(sign()).not.toBe(sign());
  });

  it('name the account as realm', () => {
    const header = signRequest(
      { ...credentials, account: '1234567_SB1' },
      { method: 'GET', url: new URL('https://x.example/') },
      new Date(),
    );
    expect(header).toContain('realm="1234567_SB1"');
  });
});

describe('NS-02 the account', () => {
  it('has a host in lower case with a hyphen, and keeps its own spelling', () => {
    const address = addressOf({ account: '1234567_SB1', baseUrl: undefined, soapVersion: '2025_2' });
    expect(address).toMatchObject({
      account: '1234567_SB1',
      baseUrl: 'https://1234567-sb1.suitetalk.api.netsuite.com',
      soapUrl: 'https://1234567-sb1.suitetalk.api.netsuite.com/services/NetSuitePort_2025_2',
    });
    expect(addressOf({ account: '1234567-sb1', baseUrl: undefined, soapVersion: '2025_2' }).account).toBe('1234567_SB1');
  });

  it('answers at baseUrl where one is given', () => {
    expect(addressOf({ account: '1', baseUrl: 'https://ns.example/', soapVersion: '2023_1' }).soapUrl).toBe(
      'https://ns.example/services/NetSuitePort_2023_1',
    );
  });
});

describe('OAuth 2.0', () => {
  const open = async (more: JsonObject = {}, algorithm: 'PS256' | 'ES256' = 'PS256') => {
    const { privateKey, publicKey } = keyPair(algorithm);
    const oauth2 = { clientId: 'client', certificates: [{ id: 'cert-1', publicKey }] };
    return await openNetSuite({
      netsuite: { credentials: { ...tokens, oauth2 } },
      settings: { fileFolder: '15', auth: { type: 'oauth2', clientId: 'client', certificateId: 'cert-1', privateKey, algorithm, ...more } },
    });
  };

  it('NS-10 asks for one token, however many requests wait for it, and for a new one when it is refused', async () => {
    await using account = await open();
    const { source, netsuite } = account;
    await Promise.all([1, 2, 3, 4].map(async () => await source.read(read)));
    const tokensAsked = () => netsuite.control.requests.counts().byRoute['POST /services/rest/auth/oauth2/v1/token'];
    expect(tokensAsked()).toBe(1);
    netsuite.control.faults.add({ kind: 'answer', status: 401, match: { path: 'suiteql$' }, body: { title: 'Unauthorized' } });
    expect(await source.read(read)).toMatchObject({ isDone: true });
    expect(tokensAsked()).toBe(2);
    netsuite.control.faults.add({ kind: 'answer', status: 401, times: 2, match: { path: 'suiteql$' }, body: { title: 'Unauthorized' } });
    await expect(source.read(read)).rejects.toMatchObject({ code: 'Auth' });
  });

  it('signs by elliptic curves too', async () => {
    await using account = await open({}, 'ES256');
    expect(await account.source.read(read)).toMatchObject({ isDone: true });
  });

  it('stops with Auth and no secret in its words where the certificate is unknown', async () => {
    await using account = await open({ certificateId: 'other' });
    const error = await account.source.read(read).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'Auth', message: expect.stringContaining('certificateId') });
    expect(String(error)).not.toContain('PRIVATE KEY');
  });

  it('does not go over SOAP, and says so', async () => {
    await using account = await open();
    const writing = account.write('customer', [{ ...ann, data: { ...ann.data, files: [{ name: 'a', content: 'YQ==' }] } }]);
    await expect(writing).rejects.toMatchObject({
      code: 'Config',
      effect: 'unknown',
      message: expect.stringContaining('SOAP takes no OAuth 2.0'),
    });
  });
});

describe('NS-11 refused credentials', () => {
  it.each(['rest', 'soap'] as const)('stop with Auth over %s, tried once, and no secret is said', async (transport) => {
    await using account = await openNetSuite({
      settings: { transport: { read: transport }, auth: { type: 'token', ...tokens, tokenSecret: 'wrong-secret' } },
    });
    const error = await account.source.read(read).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'Auth', effect: 'none' });
    expect(`${String(error)}${JSON.stringify(error)}`).not.toMatch(/wrong-secret|cs-secret/);
  });

  it.each(['rest', 'soap'] as const)('say in words that the clock is off by six minutes (%s)', async (transport) => {
    const now = (): Date => new Date(Date.now() - 6 * 60_000);
    await using account = await openNetSuite({ settings: { transport: { read: transport } }, now });
    const checks = await account.endpoint.check();
    expect(checks[0]).toMatchObject({ isOk: false, detail: expect.stringMatching(/five minutes/), fix: expect.stringMatching(/clock/) });
  });

  it.each(['rest', 'soap'] as const)('name the permission that the role lacks (%s)', async (transport) => {
    await using account = await openNetSuite({
      netsuite: {
        permissions: {
          'Setup -> SOAP Web Services': 'full',
          'Setup -> REST Web Services': 'full',
          'Reports -> SuiteAnalytics Workbook': 'full',
          'Lists -> Perform Search': 'full',
          'Lists -> Customers': 'view',
        },
      },
      settings: { transport: { write: transport } },
    });
    const writing = account.write('customer', [ann]);
    await expect(writing).rejects.toMatchObject({ code: 'Config', message: expect.stringContaining('Lists -> Customers') });
  });
});
