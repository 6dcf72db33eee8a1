import { agreeTo } from '../../cli/browser/agree-to';
import { type RunningHub, serveHub } from '../../test/fakes/hub-server';
import { toyHubFiles, toyPackageFiles } from '../../test/toy/toy-hub';
import { ModelsPanel } from './models-panel';
import { test as base, expect, withPackage } from './site';

/** A web folder with a model package: `<hub>/pack`. */
const PACKAGE = 'pack';

type HubFixtures = {
  hub: RunningHub;
  packageUrl: string;
  /** Of a page that has no model loaded: what only installs needs none, and loading takes longest. */
  models: ModelsPanel;
};

/** A test on the built site with a model hub on another origin, the only one that may be asked, and agreed to already. */
export const test = base.extend<HubFixtures>({
  hub: [
    async ({ journal, context }, use) => {
      const files = new Map([...toyHubFiles(), ...(await toyPackageFiles(PACKAGE)).files]);
      const hub = await serveHub(files);
      await agreeTo(context, [new URL(hub.url).origin]);
      await use(hub);
      await hub.close();
      const others = journal.foreignRequests.filter((url) => !url.startsWith(`${hub.url}/`));
      journal.foreignRequests.splice(0, Number.POSITIVE_INFINITY, ...others);
    },
    { auto: true },
  ],

  packageUrl: async ({ hub }, use) => use(`${hub.url}/${PACKAGE}`),

  models: async ({ newSpeakingPage, site }, use) => {
    const speaking = await newSpeakingPage();
    await speaking.open(withPackage(site, 'nothing-here'));
    const models = new ModelsPanel(speaking.page);
    await expect(models.region.getByText(/This site uses/)).toBeVisible();
    await use(models);
  },
});
