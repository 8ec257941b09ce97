import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { NetSuiteRoom } from './room.js';
import type { Scene } from './scenes.js';

/** Lets the script play with every call: before it is answered, or with the answer. */
export function addStage(app: FastifyInstance, room: NetSuiteRoom): void {
  const waiting = new WeakMap<FastifyRequest, Scene>();
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/services/')) return;
    const scene = room.script.take(callOf(request));
    if (scene === undefined) return;
    if (scene.kind === 'slow') await sleep(scene.delayMs, undefined, { ref: false });
    else if (scene.kind === 'html')
      await reply
        .code(scene.status)
        .type('text/html')
        .send('<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>');
    else if (scene.kind === 'redirect') await reply.code(307).header('location', scene.location).send();
    else if (scene.kind === 'empty') await reply.code(200).send('');
    else waiting.set(request, scene);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const scene = waiting.get(request);
    return scene === undefined ? payload : played(scene, { request, reply, payload });
  });
  room.sceneOf = (request) => waiting.get(request);
}

function callOf({ method, url, headers }: FastifyRequest): string {
  const action = headers.soapaction;
  return typeof action === 'string' ? action.replaceAll('"', '') : `${method} ${url.split('?', 1)[0] ?? url}`;
}

function played(
  scene: Scene,
  { request, reply, payload }: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly payload: unknown },
): unknown {
  if (scene.kind === 'saveThenDrop') {
    reply.hijack();
    request.raw.socket.destroy();
    return payload;
  }
  if (typeof payload !== 'string') return payload;
  if (scene.kind === 'truncated') {
    const half = payload.slice(0, Math.floor(payload.length / 2));
    reply.header('content-length', Buffer.byteLength(half));
    return half;
  }
  if (scene.kind !== 'entities') return payload;
  const declared = payload.replace(/^(<\?xml[^>]*\?>)?/, '$1<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>');
  reply.header('content-length', Buffer.byteLength(declared));
  return declared;
}
