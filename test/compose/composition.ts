import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '../../client/cli/dev/project-root.js';

const serviceSchema = z.object({
  image: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
  ports: z.array(z.string()).optional(),
});

const compositionSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  configs: z.record(z.string(), z.object({ content: z.string() })),
});

export type Composition = z.output<typeof compositionSchema>;

/** The text of a file in the project's folder. */
export function projectFile(name: string): string {
  return readFileSync(join(projectRoot, name), 'utf8');
}

/** docker-compose.yml as the Compose tool reads it, its variables not yet filled in. */
export function rawComposition(): unknown {
  return parse(projectFile('docker-compose.yml'), { merge: true });
}

/** The same with its variables filled in: `${A}`, `${A:-default}`, `${A:?what is missing}`; `$$` is a plain dollar. */
export function composition(variables: Readonly<Record<string, string>>): Composition {
  return compositionSchema.parse(filledIn(rawComposition(), variables));
}

function filledIn(value: unknown, variables: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return fillIn(value, variables);
  if (Array.isArray(value)) return value.map((element: unknown) => filledIn(element, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, filledIn(member, variables)]));
}

const variable = /\$\$|\$\{(\w+)(?:(:-|:\?)([^}]*))?\}/g;

function fillIn(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(variable, (whole, ...groups: (string | undefined)[]) => {
    const [name, kind, rest = ''] = groups;
    if (whole === '$$' || name === undefined) return '$';
    const value = variables[name];
    if (value !== undefined && value !== '') return value;
    if (kind === ':-') return rest;
    throw new Error(`${name} is not set: ${rest}`);
  });
}

/** What the image runs: its entry point, and the text of its health check. */
export function imageCommands(): { readonly entrypoint: readonly string[]; readonly healthCheck: string } {
  const dockerfile = projectFile('Dockerfile').replaceAll('\\\n', ' ');
  const [, entrypoint = '[]'] = /^ENTRYPOINT (\[.*\])$/m.exec(dockerfile) ?? [];
  const [, healthCheck = ''] = /^HEALTHCHECK .*?CMD (.*)$/m.exec(dockerfile) ?? [];
  return { entrypoint: z.array(z.string()).parse(JSON.parse(entrypoint)), healthCheck };
}
