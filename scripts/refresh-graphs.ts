import { writeGraphs } from './write-graphs';

/**
 * For packages in the repository when `src/core/graph` has changed:
 * `npx tsx scripts/refresh-graphs.ts public/models/<folder> …`
 */
for (const folder of process.argv.slice(2)) {
  console.log(`${folder}: ${await writeGraphs(folder)} graphs`);
}
