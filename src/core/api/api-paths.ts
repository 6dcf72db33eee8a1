/** First parts of the paths that the API answers, below the site's folder: OpenAI's and those of the jobs. */
const wholePaths: readonly string[] = [
  'health',
  'run',
  'apps/run',
  'tasks',
  'files',
  'v1',
  'dev/captioned_speech',
];
const folders: readonly string[] = ['v1/', 'tasks/', 'files/'];

/** @param path below the site's folder, without its first slash, query and fragment. */
export function isApiPath(path: string): boolean {
  const plain = path.replace(/\/$/, '');
  return wholePaths.includes(plain) || folders.some((folder) => path.startsWith(folder));
}

/** Paths of the jobs and what is below them. @param path with its first slash. */
export function isJobPath(path: string): boolean {
  return /^\/(apps|run|tasks|files)(\/|$)/.test(path);
}

/**
 * Paths of OpenAI's API, whose errors have its form; the others are those of the jobs.
 * @param path with its first slash.
 */
export function isOpenAiPath(path: string): boolean {
  return /^\/(v1(\/|$)|health$|dev\/)/.test(path);
}
