/** Entries of the package by the name of their module, without ending. */
export const entryNames = ['index', 'element', 'jobs', 'openai', 'speech-synthesis'] as const;
/** Scripts of the package's own pages. */
export const pageNames = ['embed'] as const;

type OwnManifest = Readonly<Record<'name' | 'version' | 'description' | 'license', string>>;

/** `package.json` of the package: it depends on nothing, because everything that it needs is in its files. */
export function packageManifest({ name, version, description, license }: OwnManifest): object {
  const exported = entryNames.map((entry) => [
    entry === 'index' ? '.' : `./${entry}`,
    { types: `./types/${entry}.d.ts`, default: `./${entry}.js` },
  ]);
  return {
    name,
    version,
    description,
    license,
    type: 'module',
    // No `sideEffects`: the element is defined in a part that entries share, and a bundler that may leave parts out
    // would leave out the element.
    exports: {
      ...Object.fromEntries(exported),
      './package.json': './package.json',
    },
  };
}
