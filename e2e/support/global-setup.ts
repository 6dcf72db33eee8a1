import { ensureBuilt } from '../../scripts/ensure-built';
import { writeTestPackages } from './packages';

export default async function globalSetup(): Promise<void> {
  ensureBuilt();
  await writeTestPackages();
}
