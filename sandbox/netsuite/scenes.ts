import { z } from 'zod';

const common = {
  operation: z.string().optional().describe('SOAP operation, or `METHOD /path` as a regular expression; absent: any'),
  after: z.int().nonnegative().default(0).describe('How many matching calls pass unharmed first'),
  times: z.int().positive().default(1),
};

/** What a call may be made to suffer, beyond the plain faults of `../shared/faults.ts`. */
export const sceneSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('throttle'), ...common }).describe('As if the concurrency limit were reached; the nonce is used up'),
  z.strictObject({ kind: z.literal('saveThenDrop'), ...common }).describe('The work is done and kept, and the connection ends'),
  z.strictObject({ kind: z.literal('truncated'), ...common }).describe('The answer ends in the middle'),
  z.strictObject({ kind: z.literal('empty'), ...common }).describe('200 without a body'),
  z.strictObject({ kind: z.literal('html'), ...common, status: z.int().default(502) }).describe('A page of some proxy'),
  z.strictObject({ kind: z.literal('redirect'), ...common, location: z.string() }).describe('307 to elsewhere'),
  z.strictObject({ kind: z.literal('entities'), ...common }).describe('XML with entity declarations'),
  z.strictObject({ kind: z.literal('slow'), ...common, delayMs: z.int().positive() }),
  z.strictObject({
    kind: z.literal('fault'),
    ...common,
    fault: z.string(),
    code: z.string(),
    message: z.string().default('As the script says.'),
  }),
]);

export type SceneInput = z.input<typeof sceneSchema>;
export type Scene = Readonly<z.output<typeof sceneSchema>>;
export type ListedScene = Scene & { readonly id: number };

/** The script of what goes wrong at which call. The first scene that fits strikes; one for each call. */
export class Script {
  #scenes: ListedScene[] = [];
  #lastId = 0;

  add(input: SceneInput): ListedScene {
    this.#lastId += 1;
    const scene: ListedScene = { ...sceneSchema.parse(input), id: this.#lastId };
    this.#scenes.push(scene);
    return scene;
  }

  list(): readonly ListedScene[] {
    return this.#scenes;
  }

  clear(): void {
    this.#scenes = [];
  }

  /** @param call a SOAP operation, or a method and path such as `GET /services/rest/record/v1/customer` */
  take(call: string): Scene | undefined {
    for (const [index, scene] of this.#scenes.entries()) {
      if (scene.operation !== undefined && scene.operation !== call && !new RegExp(`^(?:${scene.operation})$`).test(call)) continue;
      if (scene.after > 0) {
        this.#scenes[index] = { ...scene, after: scene.after - 1 };
        continue;
      }
      this.#scenes = this.#scenes.flatMap((each) =>
        each !== scene ? [each] : scene.times > 1 ? [{ ...each, times: scene.times - 1 }] : [],
      );
      return scene;
    }
    return undefined;
  }
}
