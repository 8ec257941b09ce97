import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { type NetSuite, startNetSuite } from '../index.js';
import { errorOf, restCaller } from '../rest/rest-client.js';
import { demoSigner } from '../soap/soap-client.js';

const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 3072 });
const pem = (key: typeof rsa.publicKey): string => key.export({ type: 'spki', format: 'pem' }).toString();

let netsuite: NetSuite;
let nowMs = Date.now();

beforeAll(async () => {
  const certificates = [
    { id: 'ec-1', publicKey: pem(elliptic.publicKey) },
    { id: 'rsa-1', publicKey: pem(rsa.publicKey) },
    { id: 'old', publicKey: pem(rsa.publicKey), isRevoked: true },
  ];
  netsuite = await startNetSuite({
    credentials: { ...demoSigner, oauth2: { clientId: 'client', certificates } },
    now: () => new Date(nowMs),
  });
});

afterAll(async () => {
  await netsuite.close();
});

interface Assertion {
  readonly alg?: string;
  readonly kid?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly typ?: string;
}

async function ask({ alg = 'ES256', kid = 'ec-1', claims = {}, typ = 'JWT' }: Assertion = {}, form: Readonly<Record<string, string>> = {}) {
  const url = `${netsuite.url}/services/rest/auth/oauth2/v1/token`;
  const iat = Math.floor(nowMs / 1000);
  const payload = { iss: 'client', scope: 'rest_webservices', aud: url, iat, exp: iat + 600, ...claims };
  const key = alg.startsWith('ES') ? elliptic.privateKey : rsa.privateKey;
  const assertion = await new SignJWT(payload).setProtectedHeader({ alg, kid, typ }).sign(key);
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    ...form,
  });
  const response = await fetch(url, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as Readonly<Record<string, string>> };
}

describe('OAuth 2.0 for machines', () => {
  it('gives a bearer token for an assertion signed with PS256 or ES256, and lets it in for an hour', async () => {
    expect((await ask({ alg: 'PS256', kid: 'rsa-1' })).status).toBe(200);
    const { status, body } = await ask();
    expect([status, body]).toEqual([200, { access_token: expect.any(String), expires_in: '3600', token_type: 'bearer' }]);
    const rest = restCaller(netsuite.url);
    const get = async () => await rest('GET', '/system/v1/serverTime', { authorization: `Bearer ${body.access_token}` });
    expect((await get()).status).toBe(200);
    nowMs += 3_600_000;
    const late = await get();
    expect([late.status, errorOf(late).detail]).toEqual([401, expect.stringContaining('has expired')]);
    const { body: fresh } = await ask();
    netsuite.room.tokens.revoke();
    expect((await rest('GET', '/system/v1/serverTime', { authorization: `Bearer ${fresh.access_token}` })).status).toBe(401);
  });

  it('refuses RS256, unknown and revoked certificates, and signatures of another key', async () => {
    expect(await ask({ alg: 'RS256', kid: 'rsa-1' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_client', error_description: expect.stringContaining('not RS256') },
    });
    expect((await ask({ kid: 'none' })).body.error_description).toContain('no valid certificate');
    expect((await ask({ alg: 'PS256', kid: 'old' })).body.error_description).toContain('no valid certificate');
    expect((await ask({ alg: 'ES256', kid: 'rsa-1' })).body.error).toBe('invalid_client');
    expect((await ask({ typ: 'at+jwt' })).body.error_description).toContain('typ');
  });

  it('refuses another audience, times that are past or too far, another client and scope', async () => {
    const iat = Math.floor(nowMs / 1000);
    const refused = async (claims: Readonly<Record<string, unknown>>) => (await ask({ claims })).body.error_description;
    expect(await refused({ aud: 'https://example.com/token' })).toContain('"aud"');
    expect(await refused({ iat: iat - 900, exp: iat - 300 })).toContain('"exp"');
    expect(await refused({ exp: iat + 3601 })).toContain('60 minutes');
    expect(await refused({ exp: undefined })).toContain('iat and exp');
    expect(await refused({ iss: 'other' })).toContain('issuer');
    expect((await ask({ claims: { scope: 'restlets' } })).body.error).toBe('invalid_scope');
    expect((await ask({}, { grant_type: 'password' })).body.error).toBe('unsupported_grant_type');
    expect((await ask({}, { client_assertion_type: 'jwt' })).body.error).toBe('invalid_request');
    expect((await ask({}, { client_assertion: 'abc' })).body.error).toBe('invalid_client');
  });
});
