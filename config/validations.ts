import { loadValidation } from '../mapping/validation/validator.js';
import type { Config } from './config.js';
import { type Path, type Problem, SourceText } from './source-text.js';

export interface ValidationFiles {
  readonly source: SourceText;
  /** Reads a file that the config names. */
  readonly read: (name: string) => SourceText | Problem;
}

export interface Validations {
  readonly problems: readonly Problem[];
  /** By the file name that syncs use. */
  readonly documents: Readonly<Record<string, unknown>>;
}

/** The validations of the syncs, in the config itself or in files, each checked once. */
export function readValidations(config: Config, { source, read }: ValidationFiles): Validations {
  const problems: Problem[] = [];
  const documents: Record<string, unknown> = {};
  for (const [syncId, { validation }] of Object.entries(config.syncs)) {
    if (validation === undefined) continue;
    const place = ['syncs', syncId, 'validation'];
    if (typeof validation !== 'string') problems.push(...validationProblems(validation, { source, base: place }));
    else if (!Object.hasOwn(documents, validation)) {
      const file = read(validation);
      if (file instanceof SourceText) {
        documents[validation] = file.value;
        problems.push(
          ...(file.syntaxProblems.length > 0 ? file.syntaxProblems : validationProblems(file.value ?? {}, { source: file, base: [] })),
        );
      } else problems.push(source.problem(place, `${place.join('.')}: ${file.file} cannot be read.`));
    }
  }
  return { problems, documents };
}

function validationProblems(document: unknown, { source, base }: { readonly source: SourceText; readonly base: Path }): Problem[] {
  const loaded = loadValidation(document);
  if ('validator' in loaded) return [];
  return loaded.problems.map(({ path, message }) => {
    const place = [...base, ...path];
    return source.problem(place, place.length === 0 ? message : `${place.join('.')}: ${message}`);
  });
}
