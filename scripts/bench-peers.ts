import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../src/core/data/median';
import { buildPeersPage, type Comparison, compare } from './peers/compare';
import { installPeers, peerVersions } from './peers/install-peers';
import type { ContenderName } from './peers/page/page';
import { peerModels, peerShapes, type ShapeName } from './peers/peer-models';
import { type Ratio, ratioOf } from './peers/rounds';
import { requireChromium } from './require-chromium';

const shapeNames = Object.keys(peerShapes) as ShapeName[];
const peerNames = Object.keys(peerVersions) as Exclude<ContenderName, 'own'>[];

const USAGE = `Usage: npm run bench:peers [-- options]

  Decode steps of this product, of wllama and of transformers.js with seeded random weights of the same shape, in one page,
  in turn, on the processor. The peers' packages are installed into ${'.cache/peers'} when they are missing.

  --shapes <list>     default ${shapeNames.join(',')}
  --contexts <list>   positions in the cache, default 64,1024
  --threads <list>    default 1,2; the page is isolated for more than one
  --peers <list>      default ${peerNames.join(',')}
  --rounds <n>        default 12
  --steps <n>         decode steps in one turn, default 24; 0 measures prompts of as many positions instead, which only
                      --peers own-runtime can do too: what is printed is then milliseconds a position
  --out <file>        default bench/peers.json
`;
const CACHE = '.cache/peers';

type Row = {
  readonly shape: ShapeName;
  readonly context: number;
  readonly threads: number;
  readonly peer: string;
} & Ratio;

const { values } = parseArgs({
  options: {
    shapes: { type: 'string', default: shapeNames.join() },
    contexts: { type: 'string', default: '64,1024' },
    threads: { type: 'string', default: '1,2' },
    peers: { type: 'string', default: peerNames.join() },
    rounds: { type: 'string', default: '12' },
    steps: { type: 'string', default: '24' },
    out: { type: 'string', default: 'bench/peers.json' },
    help: { type: 'boolean' },
  },
});
if (values.help) console.log(USAGE);
else await main();

async function main(): Promise<void> {
  const shapes = chosen('--shapes', values.shapes, shapeNames);
  const peers = chosen('--peers', values.peers, peerNames);
  const contexts = values.contexts.split(',').map((word) => count('--contexts', word));
  const threadCounts = values.threads.split(',').map((word) => count('--threads', word));
  const [roundCount, stepCount] = [
    count('--rounds', values.rounds),
    values.steps === '0' ? 0 : count('--steps', values.steps),
  ];
  const executablePath = requireChromium();
  const packages = installPeers(CACHE);
  await buildPeersPage(CACHE);
  const rows: Row[] = [];
  for (const shape of shapes) {
    const models = await peerModels(shape, CACHE);
    for (const threads of threadCounts) {
      console.error(`${shape}, ${threads === 1 ? 'one thread' : `${threads} threads`}`);
      const contenders = ['own', ...peers] as const;
      const wish = { models, packages, cache: CACHE, contenders, contexts, roundCount, stepCount };
      for (const comparison of await compare({ ...wish, threadCount: threads, executablePath })) {
        const { context } = comparison;
        const compared = rowsOf(comparison, peers).map((row) => ({ shape, context, threads, ...row }));
        rows.push(...compared);
        print(compared, comparison);
        // Written after each, so that a run that is cut short leaves what it has found.
        mkdirSync(dirname(values.out), { recursive: true });
        writeFileSync(values.out, `${JSON.stringify(rows, null, 2)}\n`);
      }
    }
  }
  console.log(`\n${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0]!.toFixed(1)}.`);
  console.log(`Speed, ours over theirs: above 1 ours is faster. Written to ${values.out}.`);
}

function rowsOf({ rounds }: Comparison, peers: readonly Exclude<ContenderName, 'own'>[]) {
  const ours = rounds.map(([own]) => own!);
  return peers.map((name, index) => {
    return {
      peer: peerVersions[name],
      ...ratioOf(
        ours,
        rounds.map((taken) => taken[index + 1]!),
      ),
    };
  });
}

function print(rows: readonly Row[], { rounds }: Comparison): void {
  const middle = (contender: number) => `${median(rounds.map((taken) => taken[contender]!)).toFixed(2)} ms`;
  const { shape, context, threads } = rows[0]!;
  console.log(`\n${shape}, ${context} positions, threads: ${threads}; ours ${middle(0)} a step`);
  rows.forEach(({ peer, ratio, low, high }, index) => {
    const spread = `(${low.toFixed(2)} to ${high.toFixed(2)})`;
    console.log(
      `  ${peer.padEnd(24)} ${ratio.toFixed(2).padStart(6)} ${spread.padEnd(18)} ${middle(index + 1)}`,
    );
  });
}

function chosen<T extends string>(option: string, list: string, known: readonly T[]): readonly T[] {
  return list.split(',').map((word) => {
    const found = known.find((one) => one === word);
    if (found) return found;
    throw new TypeError(`${option} is a list of ${known.join(', ')}, and "${word}" is none of them.`);
  });
}

function count(option: string, word: string): number {
  const value = Number(word);
  if (Number.isInteger(value) && value > 0) return value;
  throw new TypeError(`${option} takes whole numbers above 0, not "${word}".`);
}
