import { join } from 'node:path';
import { Application, type ProjectReflection, ReflectionKind } from 'typedoc';
import { guides, guidesFolder } from './guides.ts';

const root = join(import.meta.dirname, '..');

/**
 * Writes the reference of all that is published, with the guides, as pages that open without a server.
 * @throws Error when a link leads nowhere, or something that is exported has no example
 */
export async function buildSite(folder: string): Promise<void> {
  const app = await Application.bootstrap({
    name: 'Dunlin',
    entryPoints: [join(root, 'entries/*.ts')],
    tsconfig: join(root, 'tsconfig.json'),
    readme: join(guidesFolder, 'README.md'),
    projectDocuments: guides.map((name) => join(guidesFolder, `${name}.md`)),
    ...{ disableSources: true, disableGit: true, hideGenerator: true },
    // As a guide is read, and what is called before what it takes.
    sort: ['documents-first', 'kind', 'alphabetical'],
    kindSortOrder: ['Document', 'Module', 'Function', 'Class', 'Variable', 'Interface', 'TypeAlias'],
    ...{ searchInComments: true, searchInDocuments: true },
    treatWarningsAsErrors: true,
  });
  const project = await app.convert();
  if (!project) throw new Error('The sources cannot be read; what is wrong stands above.');
  app.validate(project);
  const bare = listWithoutExample(project);
  if (bare.length > 0) throw new Error(`Give each of these an @example in its comment: ${bare.join(', ')}.`);
  await app.generateDocs(project, folder);
  if (app.logger.hasErrors() || app.logger.hasWarnings())
    throw new Error('The pages have been written, but not all is right; what is wrong stands above.');
}

/** What can be called or made: types are shown by what takes and gives them. */
function listWithoutExample(project: ProjectReflection): string[] {
  const values = project.getReflectionsByKind(
    ReflectionKind.Function | ReflectionKind.Class | ReflectionKind.Variable,
  );
  return values
    .filter(({ parent }) => parent?.kindOf(ReflectionKind.Module))
    .filter((value) => {
      const signatures = 'signatures' in value && Array.isArray(value.signatures) ? value.signatures : [];
      return ![value, ...signatures].some(({ comment }) => comment?.getTag('@example'));
    })
    .map(({ name }) => name)
    .sort();
}
