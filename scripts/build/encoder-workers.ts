import type { ESTree, Plugin } from 'vite';

/**
 * The encoders of mediabunny carry the script of their thread as a text and start it from a blob, which the policy of
 * the site refuses. The build writes the text into a file of the site, and the thread is started from there. Nothing
 * else of these packages is changed. In Node they run as they are.
 */
export const encoderWorkers: Plugin = {
  name: 'pagevoice-encoder-workers',
  apply: 'build',
  transform: {
    filter: { id: /@mediabunny\/[\w-]+\/dist\/bundles\/[\w-]+\.mjs$/ },
    handler(code, id) {
      const name = /([\w-]+)\/dist\/bundles/.exec(id)![1]!;
      const call = this.parse(code).body.flatMap(workerCall)[0];
      if (!call)
        return this.error(
          `${id} starts its thread in another way than scripts/build/encoder-workers.ts knows`,
        );
      const { start, end, script } = call;
      const file = this.emitFile({ type: 'asset', name: `${name}.worker.js`, source: script });
      const started = `startWorkerFile(import.meta.ROLLUP_FILE_URL_${file})`;
      return { code: `${code.slice(0, start)}${started}${code.slice(end)}\n${startWorkerFile}`, map: null };
    },
  },
};

/** A thread whose file is missing reports nothing: so the file is fetched first. */
const startWorkerFile = `
async function startWorkerFile(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(url + ' answered ' + answer.status);
  return new Worker(url);
}
`;

type WorkerCall = { readonly start: number; readonly end: number; readonly script: string };

/** Finds `function Worker2() { return inlineWorker('…') }`. */
function workerCall(node: ESTree.Program['body'][number]): readonly WorkerCall[] {
  if (node.type !== 'FunctionDeclaration') return [];
  const first = node.body?.body[0];
  if (first?.type !== 'ReturnStatement' || first.argument?.type !== 'CallExpression') return [];
  const { callee, arguments: given, start, end } = first.argument;
  const script = given[0];
  if (callee.type !== 'Identifier' || callee.name !== 'inlineWorker') return [];
  const text = script ? plainText(script) : null;
  return text === null ? [] : [{ start, end, script: text }];
}

/** The text of a literal, in quotation marks of any kind. */
function plainText(node: ESTree.Argument): string | null {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  return node.type === 'TemplateLiteral' && node.quasis.length === 1 ? node.quasis[0]!.value.cooked : null;
}
