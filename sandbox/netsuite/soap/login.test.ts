import { afterEach, describe, expect, it } from '@jest/globals';
import { passportSignature } from '../auth/token-passport.js';
import { type NetSuite, type NetSuiteOptions, startNetSuite } from '../index.js';
import { demoSigner, type SoapAnswer, type SoapCallOptions, soapCaller, textAt } from './soap-client.js';

const running: NetSuite[] = [];

async function start(options: Partial<NetSuiteOptions> = {}) {
  const netsuite = await startNetSuite({ credentials: demoSigner, ...options });
  running.push(netsuite);
  return { netsuite, call: soapCaller(netsuite.url) };
}

afterEach(async () => {
  for (const netsuite of running.splice(0)) await netsuite.close();
});

/** Status, name of the fault, its code and message. */
function faultOf({ status, body }: SoapAnswer): readonly unknown[] {
  const detail = body.children.find(({ name }) => name === 'detail')?.children[0];
  return [status, detail?.name, detail === undefined ? undefined : textAt(detail, 'code'), textAt(body, 'faultstring')];
}

const time = '<m:getServerTime/>';

describe('the signature of a tokenPassport', () => {
  it("is that of Oracle's sample", () => {
    const passport = {
      account: '1234567',
      consumerKey: '71cc02b731f05895561ef0862d71553a3ac99498a947c3b7beaf4a1e4a29f7c4',
      token: '89e08d9767c5ac85b374415725567d05b54ecf0960ad2470894a52f741020d82',
      nonce: '6obMKq0tmY8ylVOdEkA1',
      timestamp: '1439829974',
    };
    const secrets = {
      consumerSecret: '7278da58caf07f5c336301a601203d10a58e948efa280f0618e25fcee1ef2abd',
      tokenSecret: '060cd9ab3ffbbe1e3d3918e90165ffd37ab12acc76b4691046e2d29c7d7674c2',
    };
    expect(passportSignature(passport, secrets)).toBe('FCghIZqXNetuZY8ILWOFH0ucdfzQOmAuL+q+kF21zPs=');
  });
});

describe('who may call SOAP', () => {
  const refused = async (passport: SoapCallOptions['passport']) => {
    const { call } = await start();
    return faultOf(await call('getServerTime', time, { passport: passport ?? {} }));
  };
  const login = (message: string) => [500, 'invalidCredentialsFault', 'INVALID_LOGIN_CREDENTIALS', expect.stringContaining(message)];

  it('refuses a wrong signature, account, token and algorithm', async () => {
    expect(await refused({ signature: 'AAAA' })).toEqual(login('signature'));
    expect(await refused({ account: '1234567-sb1' })).toEqual(login('account'));
    expect(await refused({ token: 'other' })).toEqual(login('token'));
    expect(await refused({ algorithm: 'HMAC-SHA1' })).toEqual(login('HMAC-SHA256'));
  });

  it('refuses a nonce that was used, is too short, or has other signs', async () => {
    expect(await refused({ nonce: 'abc12' })).toEqual(login('6 to 64'));
    expect(await refused({ nonce: 'abc-123-def' })).toEqual(login('6 to 64'));
    const { call } = await start();
    expect((await call('getServerTime', time, { passport: { nonce: 'once12345' } })).status).toBe(200);
    expect(faultOf(await call('getServerTime', time, { passport: { nonce: 'once12345' } }))).toEqual(login('used before'));
  });

  it('refuses a timestamp that is more than five minutes off, and says so', async () => {
    const seconds = Math.floor(Date.now() / 1000);
    expect(await refused({ timestamp: String(seconds - 400) })).toEqual(login('not within 5 minutes'));
    expect(await refused({ timestamp: String(seconds + 400) })).toEqual(login('not within 5 minutes'));
    const { call } = await start();
    expect((await call('getServerTime', time, { passport: { timestamp: String(seconds - 200) } })).status).toBe(200);
  });

  it('refuses an application id along with a tokenPassport, and takes an empty one', async () => {
    const { call } = await start();
    const headers = (id: string) => `<m:applicationInfo><m:applicationId>${id}</m:applicationId></m:applicationInfo>`;
    expect(faultOf(await call('getServerTime', time, { headers: headers('9F7A') }))).toEqual([
      500,
      'unexpectedErrorFault',
      'USER_ERROR',
      expect.stringContaining('application id'),
    ]);
    expect((await call('getServerTime', time, { headers: headers('') })).status).toBe(200);
  });

  it('refuses roles without SOAP, and says which permission a record type needs', async () => {
    const { call } = await start({ permissions: { 'Lists -> Customers': 'view' } });
    expect(faultOf(await call('getServerTime', time))).toEqual([
      500,
      'insufficientPermissionFault',
      'WS_PERMISSION_REQD',
      expect.stringContaining('SOAP Web Services'),
    ]);
    const { call: allowed } = await start({ permissions: { 'Setup -> SOAP Web Services': 'full', 'Lists -> Customers': 'view' } });
    const record = '<m:add><m:record xsi:type="rel:Customer"><rel:companyName>A</rel:companyName></m:record></m:add>';
    const answer = await allowed('add', record);
    expect([answer.status, textAt(answer.body, 'writeResponse/status/statusDetail/code')]).toEqual([200, 'INSUFFICIENT_PERMISSION']);
    expect(textAt(answer.body, 'writeResponse/status/statusDetail/message')).toContain('"Lists -> Customers" with level create');
  });

  it('tells the data centre without a login, and turns away versions that have ended', async () => {
    const { netsuite, call } = await start({ versions: ['2025_2'] });
    const urls = await call('getDataCenterUrls', '<m:getDataCenterUrls><m:account>1234567_SB1</m:account></m:getDataCenterUrls>', {
      passport: { signature: 'x' },
    });
    expect(textAt(urls.body, 'getDataCenterUrlsResult/dataCenterUrls/webservicesDomain')).toBe(netsuite.url);
    expect(faultOf(await call('getServerTime', time, { version: '2021_2' })).slice(0, 3)).toEqual([
      500,
      'invalidVersionFault',
      'UNSUPPORTED_WS_VERSION',
    ]);
  });

  it('turns away what is above the concurrency limit, and the nonce is gone', async () => {
    const { netsuite, call } = await start({ concurrency: 1 });
    netsuite.room.script.add({ kind: 'throttle', operation: 'getServerTime' });
    expect(faultOf(await call('getServerTime', time, { passport: { nonce: 'blocked1' } })).slice(0, 3)).toEqual([
      500,
      'exceededConcurrentRequestLimitFault',
      'WS_REQUEST_BLOCKED',
    ]);
    expect(faultOf(await call('getServerTime', time, { passport: { nonce: 'blocked1' } }))).toEqual(login('used before'));
    let release: (value?: unknown) => void = () => undefined;
    const held = netsuite.room.concurrency.run(
      async () =>
        await new Promise((resolve) => {
          release = resolve;
        }),
    );
    expect(faultOf(await call('getServerTime', time)).slice(0, 3)).toEqual([
      500,
      'exceededConcurrentRequestLimitFault',
      'WS_REQUEST_BLOCKED',
    ]);
    release();
    await held;
    expect((await call('getServerTime', time)).status).toBe(200);
    expect(netsuite.room.concurrency).toMatchObject({ highest: 1, refused: 1 });
  });
});
